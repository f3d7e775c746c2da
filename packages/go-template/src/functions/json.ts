import { GoError } from '../errors.ts';
import { sortedKeys } from '../format/format-value.ts';
import { fn, type FunctionTable } from '../values/go-function.ts';
import { GoInt } from '../values/go-int.ts';
import { GoStruct } from '../values/go-types.ts';
import { toGoValue } from '../values/to-go-value.ts';
import { text } from './convert.ts';

const MAX_DEPTH = 1000;

/** How encoding/json writes a value. */
export interface JsonOptions {
  /** Write `<`, `>` and `&` as escapes, as Go does unless told otherwise. */
  readonly escapeHtml?: boolean;
  /** Spaces a level; absent: one line. */
  readonly indent?: string;
}

function escape(char: string): string {
  switch (char) {
    case '"':
      return '\\"';
    case '\\':
      return '\\\\';
    case '\n':
      return '\\n';
    case '\r':
      return '\\r';
    case '\t':
      return '\\t';
    case '\b':
      return '\\b';
    case '\f':
      return '\\f';
    default: {
      const code = char.charCodeAt(0);
      if (code >= 0xd800 && code <= 0xdfff) return '\\ufffd';
      if (code >= 0x7f && code <= 0x9f) return char;
      return `\\u${code.toString(16).padStart(4, '0')}`;
    }
  }
}

const PLAIN = /["\\\u2028\u2029]|\p{Cc}|\p{Cs}/gu;
const HTML = /["\\\u2028\u2029<>&]|\p{Cc}|\p{Cs}/gu;

function jsonNumber(value: number): string {
  if (!Number.isFinite(value))
    throw new GoError(
      `json: unsupported value: ${value > 0 ? '+Inf' : value < 0 ? '-Inf' : 'NaN'}`,
    );
  return Object.is(value, -0) ? '-0' : String(value);
}

/**
 * encoding/json's Marshal: keys sorted, floats in JSON's own notation.
 * @throws GoError for values that JSON cannot hold
 */
export function toJson(value: unknown, options: JsonOptions = {}): string {
  const unsafe = (options.escapeHtml ?? true) ? HTML : PLAIN;
  const { indent } = options;
  const string = (content: string): string => `"${content.replaceAll(unsafe, escape)}"`;
  const group = (open: string, close: string, items: readonly string[], depth: number): string => {
    if (items.length === 0) return open + close;
    if (indent === undefined) return open + items.join(',') + close;
    const inner = indent.repeat(depth + 1);
    return `${open}\n${items.map((item) => inner + item).join(',\n')}\n${indent.repeat(depth)}${close}`;
  };
  const write = (item: unknown, depth: number): string => {
    if (depth > MAX_DEPTH) throw new GoError('json: unsupported value: encountered a cycle');
    if (item === undefined || item === null) return 'null';
    if (typeof item === 'string') return string(item);
    if (typeof item === 'number') return jsonNumber(item);
    if (typeof item === 'boolean') return String(item);
    if (item instanceof GoInt) return item.value.toString();
    if (item instanceof Uint8Array) return `"${Buffer.from(item).toString('base64')}"`;
    if (Array.isArray(item))
      return group(
        '[',
        ']',
        item.map((entry) => write(entry, depth + 1)),
        depth,
      );
    if (item instanceof Map) {
      const colon = indent === undefined ? ':' : ': ';
      const members = sortedKeys(item).map(
        (key) => string(key) + colon + write(item.get(key), depth + 1),
      );
      return group('{', '}', members, depth);
    }
    if (item instanceof GoStruct) return write(item.json ?? item.elements ?? item.fields, depth);
    throw new GoError(`json: unsupported type: ${typeof item}`);
  };
  return write(value, 0);
}

/** Go's message about text that isn't JSON, as near as JavaScript tells the place. */
function jsonProblem(source: string): string {
  if (source.trim() === '') return 'unexpected end of JSON input';
  const match = /position (\d+)/.exec(problemOf(source));
  const at = match === null ? source.length : Number(match[1]);
  const char = source[at];
  if (char === undefined) return 'unexpected end of JSON input';
  return `invalid character '${char}' looking for beginning of value`;
}

function problemOf(source: string): string {
  try {
    JSON.parse(source);
    return '';
  } catch (error) {
    return error instanceof Error ? error.message : '';
  }
}

/**
 * encoding/json's Unmarshal into `interface {}`: numbers are float64, objects maps.
 * @throws GoError with Go's message when the text is not JSON
 */
export function fromJson(source: string): unknown {
  try {
    return toGoValue(JSON.parse(source));
  } catch (error) {
    throw new GoError(jsonProblem(source), { cause: error });
  }
}

function quiet<T>(read: () => T, otherwise: T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof GoError) return otherwise;
    throw error;
  }
}

/** sprig's JSON functions. */
export const JSON_FUNCTIONS: FunctionTable = {
  toJson: fn(['any'], ([value]) => quiet(() => toJson(value), '')),
  mustToJson: fn(['any'], ([value]) => toJson(value)),
  toPrettyJson: fn(['any'], ([value]) => quiet(() => toJson(value, { indent: '  ' }), '')),
  mustToPrettyJson: fn(['any'], ([value]) => toJson(value, { indent: '  ' })),
  toRawJson: fn(['any'], ([value]) => toJson(value, { escapeHtml: false })),
  mustToRawJson: fn(['any'], ([value]) => toJson(value, { escapeHtml: false })),
  fromJson: fn(['string'], ([value]) => quiet(() => fromJson(text(value)), null)),
  mustFromJson: fn(['string'], ([value]) => fromJson(text(value))),
};
