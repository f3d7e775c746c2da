import { unquoteChar } from './unquote.ts';

/** A number as every Go type that can hold it exactly (Go's ideal constants). */
export interface NumberLiteral {
  readonly int?: bigint;
  readonly uint?: bigint;
  readonly float?: number;
  /** Written as a float (`1.0`, `1e3`), so that its value without a context is a float64. */
  readonly floatSyntax: boolean;
}

const MAX_INT64 = 2n ** 63n - 1n;
const MAX_UINT64 = 2n ** 64n - 1n;
const UNDERSCORES = /^(0[xXoObB]_?|[0-9])([0-9a-fA-F]|_(?=[0-9a-fA-F]))*$/;

/** strconv.ParseInt(text, 0, …) without the range check: Go's literal syntax, else undefined. */
export function parseGoInteger(text: string): bigint | undefined {
  const negative = text.startsWith('-');
  const body = negative || text.startsWith('+') ? text.slice(1) : text;
  if (!UNDERSCORES.test(body)) return undefined;
  const digits = body.replaceAll('_', '').toLowerCase();
  let value: bigint;
  if (/^0x[0-9a-f]+$/.test(digits) || /^0b[01]+$/.test(digits) || /^0o[0-7]+$/.test(digits)) {
    value = BigInt(digits);
  } else if (/^0[0-7]+$/.test(digits)) value = BigInt(`0o${digits.slice(1)}`);
  else if (/^(0|[1-9][0-9]*)$/.test(digits)) value = BigInt(digits);
  else return undefined;
  return negative ? -value : value;
}

const DECIMAL_FLOAT = /^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?$/;
const HEX_FLOAT = /^([+-]?)0[xX]([0-9a-fA-F]*)\.?([0-9a-fA-F]*)[pP]([+-]?[0-9]+)$/;

/** strconv.ParseFloat of ordinary and hexadecimal notation; undefined when it is not a float. */
export function parseGoFloat(text: string): number | undefined {
  if (DECIMAL_FLOAT.test(text)) {
    const value = Number(text);
    return Number.isFinite(value) ? value : undefined;
  }
  if (/^[+-]?(inf|infinity)$/i.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
  if (/^nan$/i.test(text)) return NaN;
  const hex = HEX_FLOAT.exec(text);
  if (hex === null) return undefined;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = hex;
  if (whole + fraction === '') return undefined;
  const value =
    Number(BigInt(`0x${whole}${fraction}`)) * 2 ** (Number(exponent) - 4 * fraction.length);
  return sign === '-' ? -value : value;
}

/** Reads a number token. Returns the message of Go's error when it is not one. */
export function parseNumber(text: string): NumberLiteral | string {
  const integer = parseGoInteger(text);
  if (integer !== undefined && integer <= MAX_UINT64 && integer >= -MAX_INT64 - 1n) {
    return {
      ...(integer <= MAX_INT64 ? { int: integer } : {}),
      ...(integer >= 0n ? { uint: integer } : {}),
      float: Number(integer),
      floatSyntax: false,
    };
  }
  const float = parseGoFloat(text.replaceAll(/(?<=[0-9])_(?=[0-9])/g, ''));
  if (float === undefined) return `illegal number syntax: ${JSON.stringify(text)}`;
  if (!/[.eEpP]/.test(text)) return `integer overflow: ${JSON.stringify(text)}`;
  const whole = Number.isInteger(float) ? BigInt(float) : undefined;
  return {
    ...(whole !== undefined && whole <= MAX_INT64 && whole >= -MAX_INT64 - 1n
      ? { int: whole }
      : {}),
    ...(whole !== undefined && whole <= MAX_UINT64 && whole >= 0n ? { uint: whole } : {}),
    float,
    floatSyntax: true,
  };
}

/** Reads a character constant such as `'a'`. Returns the message of Go's error when it is not one. */
export function parseCharConstant(text: string): NumberLiteral | string {
  const char = unquoteChar(text, 1, "'");
  if (char === undefined) return 'invalid syntax';
  if (char.end !== text.length - 1) return `malformed character constant: ${text}`;
  const code = BigInt(char.code);
  return { int: code, uint: code, float: char.code, floatSyntax: false };
}
