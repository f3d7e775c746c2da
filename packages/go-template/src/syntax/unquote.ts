import { bytesToString } from '../values/bytes.ts';

const SIMPLE: ReadonlyMap<string, number> = new Map([
  ['a', 7],
  ['b', 8],
  ['f', 12],
  ['n', 10],
  ['r', 13],
  ['t', 9],
  ['v', 11],
  ['\\', 92],
]);

const HEX_DIGITS: ReadonlyMap<string, number> = new Map([
  ['x', 2],
  ['u', 4],
  ['U', 8],
]);

/** One unquoted character. */
export interface UnquotedChar {
  readonly code: number;
  /** The escape names a byte (`\x41`, `\101`) rather than a code point. */
  readonly isByte: boolean;
  /** Offset after it. */
  readonly end: number;
}

/** strconv.UnquoteChar at an offset: the character or escape there, or undefined when malformed. */
export function unquoteChar(text: string, at: number, quote: string): UnquotedChar | undefined {
  const code = text.codePointAt(at);
  if (code === undefined) return undefined;
  const char = String.fromCodePoint(code);
  if (char === quote) return undefined;
  if (char !== '\\') return { code, isByte: false, end: at + char.length };
  const letter = text[at + 1] ?? '';
  const simple = SIMPLE.get(letter);
  if (simple !== undefined) return { code: simple, isByte: false, end: at + 2 };
  if (letter === quote) return { code: quote.charCodeAt(0), isByte: false, end: at + 2 };
  const width = HEX_DIGITS.get(letter);
  if (width !== undefined) {
    const digits = text.slice(at + 2, at + 2 + width);
    if (digits.length < width || !/^[0-9a-fA-F]+$/.test(digits)) return undefined;
    const value = Number.parseInt(digits, 16);
    if (value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff)) return undefined;
    return { code: value, isByte: letter === 'x', end: at + 2 + width };
  }
  const octal = text.slice(at + 1, at + 4);
  if (!/^[0-3][0-7]{2}$/.test(octal)) return undefined;
  return { code: Number.parseInt(octal, 8), isByte: true, end: at + 4 };
}

/** strconv.Unquote of a `"…"` or raw string literal; undefined when malformed. */
export function unquote(literal: string): string | undefined {
  if (literal.startsWith('`')) return literal.slice(1, -1).replaceAll('\r', '');
  if (!literal.includes('\\')) return literal.slice(1, -1);
  const bytes: number[] = [];
  for (let at = 1; at < literal.length - 1;) {
    const char = unquoteChar(literal, at, '"');
    if (char === undefined) return undefined;
    if (char.isByte) bytes.push(char.code);
    else bytes.push(...Buffer.from(String.fromCodePoint(char.code), 'utf8'));
    at = char.end;
  }
  return bytesToString(Uint8Array.from(bytes));
}
