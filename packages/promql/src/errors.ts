/** The closed list of this package's error codes. */
export type PromqlErrorCode =
  /** The query's text is not PromQL. */
  | 'parse'
  /** The query is PromQL, but of a kind that this engine does not evaluate yet. */
  | 'unsupported'
  /** The query cannot be evaluated on these series, e.g. many-to-many matching. */
  | 'execution'
  /** The query would touch more samples or steps than it may. */
  | 'too-large'
  /** The text of a metrics endpoint is not the exposition format. */
  | 'exposition'
  /** A target could not be scraped. */
  | 'scrape';

/** Base of every error that this package throws on purpose. */
export class PromqlError extends Error {
  override readonly name: string = 'PromqlError';
  readonly code: PromqlErrorCode;

  constructor(code: PromqlErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}

/** A part of a query's text: offsets in UTF-16 code units, end exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A fault at a place of a query; the message shows the line with a caret below it. */
export class QueryError extends PromqlError {
  override readonly name = 'QueryError';
  readonly span: Span;
  /** The message without the excerpt. */
  readonly reason: string;

  constructor(
    code: 'parse' | 'unsupported' | 'execution',
    reason: string,
    text: string,
    span: Span,
  ) {
    super(code, `${reason}\n${excerpt(text, span)}`);
    this.reason = reason;
    this.span = span;
  }
}

/** `line:column`, the line itself and a caret under the place. */
function excerpt(text: string, span: Span): string {
  const start = Math.min(span.start, text.length);
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const newline = text.indexOf('\n', start);
  const line = text.slice(lineStart, newline < 0 ? text.length : newline);
  const number = text.slice(0, lineStart).split('\n').length;
  const column = start - lineStart;
  const width = Math.max(1, Math.min(span.end, lineStart + line.length) - start);
  return `  at ${number}:${column + 1}\n  ${line}\n  ${' '.repeat(column)}${'^'.repeat(width)}`;
}

/** The message of whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
