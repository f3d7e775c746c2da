import { sprint } from '../format/format-value.ts';
import { runes, stringToBytes } from '../values/bytes.ts';
import { variadic, type FunctionTable } from '../values/go-function.ts';

const HTML: Readonly<Record<string, string>> = {
  '\0': '\uFFFD',
  '"': '&#34;',
  "'": '&#39;',
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
};

const JS: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  "'": "\\'",
  '"': '\\"',
  '<': '\\u003C',
  '>': '\\u003E',
  '&': '\\u0026',
  '=': '\\u003D',
};

function escapeJs(char: string): string {
  const known = JS[char];
  if (known !== undefined) return known;
  const code = char.codePointAt(0) ?? 0;
  const hex = code.toString(16).toUpperCase().padStart(4, '0');
  return code < 0x20 || !/[\p{L}\p{M}\p{N}\p{P}\p{S} ]/u.test(char) ? `\\u${hex}` : char;
}

/** url.QueryEscape. */
function queryEscape(text: string): string {
  let out = '';
  for (const byte of stringToBytes(text)) {
    const char = String.fromCharCode(byte);
    if (/[A-Za-z0-9\-_.~]/.test(char)) out += char;
    else out += char === ' ' ? '+' : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return out;
}

function text(args: readonly unknown[]): string {
  return args.length === 1 && typeof args[0] === 'string' ? args[0] : sprint(args);
}

/** The escaping functions of text/template. */
export const ESCAPE_FUNCTIONS: FunctionTable = {
  html: variadic(['any'], (args) =>
    text(args).replaceAll(/[\0"'&<>]/g, (char) => HTML[char] ?? char),
  ),
  js: variadic(['any'], (args) => runes(text(args)).map(escapeJs).join('')),
  urlquery: variadic(['any'], (args) => queryEscape(text(args))),
};
