/** Why a template failed; stable, for programs. */
export type TemplateErrorCode = 'TEMPLATE_PARSE' | 'TEMPLATE_EXECUTION' | 'TEMPLATE_LIMIT';

/** A place in a template's text. Lines count from 1, columns from 0 in bytes, as Go prints them. */
export interface TemplateLocation {
  readonly template: string;
  readonly line: number;
  readonly column: number;
  /** The text of that line. */
  readonly sourceLine: string;
}

/** Base of everything this package throws on purpose. */
export class TemplateError extends Error {
  override readonly name: string = 'TemplateError';
  readonly code: TemplateErrorCode;
  /** Where it happened; absent when no template text is involved. */
  readonly location: TemplateLocation | undefined;

  constructor(
    code: TemplateErrorCode,
    message: string,
    location?: TemplateLocation,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.code = code;
    this.location = location;
  }
}

/** The text is not a template. The message is the one Go's text/template gives. */
export class TemplateParseError extends TemplateError {
  override readonly name: string = 'TemplateParseError';

  constructor(message: string, location: TemplateLocation) {
    super('TEMPLATE_PARSE', message, location);
  }
}

/** Execution failed. The message is the one Go's text/template gives. */
export class TemplateExecError extends TemplateError {
  override readonly name: string = 'TemplateExecError';

  constructor(message: string, location?: TemplateLocation, options?: ErrorOptions) {
    super('TEMPLATE_EXECUTION', message, location, options);
  }
}

/** A limit (output size, time, depth) stopped the execution; never raised by a reasonable template. */
export class TemplateLimitError extends TemplateError {
  override readonly name: string = 'TemplateLimitError';

  constructor(message: string, location?: TemplateLocation) {
    super('TEMPLATE_LIMIT', message, location);
  }
}

/** What a function of the language throws; the evaluator adds the place. */
export class GoError extends Error {
  override readonly name: string = 'GoError';
}
