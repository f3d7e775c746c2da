const NAMED: ReadonlyMap<number, string> = new Map([
  [7, '\\a'],
  [8, '\\b'],
  [12, '\\f'],
  [10, '\\n'],
  [13, '\\r'],
  [9, '\\t'],
  [11, '\\v'],
  [92, '\\\\'],
]);

const PRINTABLE = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u;
const PLAIN = /^[ !#-[\]-~]*$/;

function escapeChar(char: string, asciiOnly: boolean): string {
  const code = char.codePointAt(0) ?? 0;
  const named = NAMED.get(code);
  if (named !== undefined) return named;
  if (code >= 0xdc80 && code <= 0xdcff) return `\\x${(code - 0xdc00).toString(16)}`;
  if (PRINTABLE.test(char) && (!asciiOnly || code < 0x80)) return char;
  if (code < 0x20 || code === 0x7f) return `\\x${code.toString(16).padStart(2, '0')}`;
  if (code < 0x10000) return `\\u${code.toString(16).padStart(4, '0')}`;
  return `\\U${code.toString(16).padStart(8, '0')}`;
}

/** strconv.Quote: a Go string literal of the text. */
export function quoteGo(text: string, asciiOnly = false): string {
  if (PLAIN.test(text)) return `"${text}"`;
  let out = '';
  for (const char of text) out += char === '"' ? '\\"' : escapeChar(char, asciiOnly);
  return `"${out}"`;
}

/** strconv.QuoteRune: a Go character literal. */
export function quoteRune(code: number, asciiOnly = false): string {
  const valid = code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
  const char = String.fromCodePoint(valid ? code : 0xfffd);
  return `'${char === "'" ? "\\'" : escapeChar(char, asciiOnly)}'`;
}
