import { resolveScalar } from './resolve-scalar.ts';

/** Properties of a text that decide how YAML can write it (libyaml's analysis of a scalar). */
interface Analysis {
  readonly multiline: boolean;
  readonly plainAllowed: boolean;
  readonly singleQuotedAllowed: boolean;
  readonly literalAllowed: boolean;
}

const BREAK = /[\r\n\u0085\u2028\u2029]/;
const UNPRINTABLE = /[^\n\x20-\x7e\u00a0-\ud7ff\ue000-\ufefe\uff00-\ufffd]/;
const INDICATOR_AT_START =
  /^(?:[#,[\]{}&*!|>'"%@`]|[?:-](?:[ \t\r\n\u0085\u2028\u2029]|$)|---|\.\.\.)/;
const INDICATOR_INSIDE = /:(?:[ \t\r\n\u0085\u2028\u2029]|$)|[ \t\r\n\u0085\u2028\u2029]#/;

function analyze(text: string): Analysis {
  const multiline = BREAK.test(text);
  const edge = /^[ \r\n\u0085\u2028\u2029]|[ \r\n\u0085\u2028\u2029]$/.test(text);
  const breakSpace = /[\r\n\u0085\u2028\u2029] /.test(text);
  const special = UNPRINTABLE.test(text) || / [\r\n\u0085\u2028\u2029]/.test(text);
  const indicators = INDICATOR_AT_START.test(text) || INDICATOR_INSIDE.test(text);
  return {
    multiline,
    plainAllowed: !(edge || breakSpace || special || multiline || indicators),
    singleQuotedAllowed: !(breakSpace || special),
    literalAllowed: !(text.endsWith(' ') || special),
  };
}

const BASE_60 = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/;

const ESCAPES: ReadonlyMap<number, string> = new Map([
  [0, '0'],
  [7, 'a'],
  [8, 'b'],
  [9, 't'],
  [10, 'n'],
  [11, 'v'],
  [12, 'f'],
  [13, 'r'],
  [0x1b, 'e'],
  [0x22, '"'],
  [0x5c, '\\'],
  [0x85, 'N'],
  [0xa0, '_'],
  [0x2028, 'L'],
  [0x2029, 'P'],
]);

function escape(char: string): string {
  const code = char.codePointAt(0) ?? 0;
  const known = ESCAPES.get(code);
  if (known !== undefined) return `\\${known}`;
  const hex = code.toString(16).toUpperCase();
  if (code <= 0xff) return `\\x${hex.padStart(2, '0')}`;
  return code <= 0xffff ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`;
}

function doubleQuoted(text: string): string {
  let out = '';
  for (const char of text) {
    const raw = char !== '"' && char !== '\\' && !UNPRINTABLE.test(char) && !BREAK.test(char);
    out += raw ? char : escape(char);
  }
  return `"${out}"`;
}

function singleQuoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** A text in YAML: on one line, or as the header and lines of a literal block. */
export type EmittedText =
  | { readonly kind: 'line'; readonly text: string }
  | { readonly kind: 'literal'; readonly header: string; readonly lines: readonly string[] };

function literal(text: string): EmittedText {
  const hint = /^[ \r\n\u0085\u2028\u2029]/.test(text) ? '2' : '';
  const ending = text.endsWith('\n')
    ? text === '\n' || /[\r\n\u0085\u2028\u2029]\n$/.test(text)
      ? '+'
      : ''
    : '-';
  const lines = text.split('\n');
  if (text.endsWith('\n')) lines.pop();
  return { kind: 'literal', header: `|${hint}${ending}`, lines };
}

/** Writes a text as go-yaml v2 does; `asKey` when it stands before a colon on the same line. */
export function emitText(text: string, asKey = false): EmittedText {
  const facts = analyze(text);
  if (text.includes('\n')) {
    if (facts.literalAllowed && !asKey) return literal(text);
    return { kind: 'line', text: doubleQuoted(text) };
  }
  const safe = resolveScalar(text).kind;
  if ((safe !== 'string' && safe !== 'merge') || BASE_60.test(text)) {
    return { kind: 'line', text: doubleQuoted(text) };
  }
  if (facts.plainAllowed) return { kind: 'line', text };
  if (facts.singleQuotedAllowed) return { kind: 'line', text: singleQuoted(text) };
  return { kind: 'line', text: doubleQuoted(text) };
}

/** True when a key is too long or broken over lines, so that it needs the `? key` form. */
export function needsExplicitKey(text: string): boolean {
  return BREAK.test(text) || Buffer.byteLength(text) > 128;
}
