import { GoError } from '../errors.ts';
import { formatValue } from '../format/format-value.ts';
import { parseGoFloat, parseGoInteger } from '../syntax/number-literal.ts';
import { bytesToString } from '../values/bytes.ts';
import { floatToInt64, GoInt } from '../values/go-int.ts';
import { GoStruct, kindOf, typedList } from '../values/go-types.ts';

const MAX_INT64 = 2n ** 63n - 1n;

/** sprig's strval: what a value is as text. */
export function stringOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value instanceof Uint8Array) return bytesToString(value);
  return formatValue(value);
}

/** Reads an integer the way cast.ToInt64 does: Go syntax, and `3.00` is 3; anything else is 0. */
function integerOfText(text: string): bigint {
  const value = parseGoInteger(text.replace(/\.0*$/, (tail) => (tail === '.' ? tail : '')));
  return value === undefined || value > MAX_INT64 || value < -MAX_INT64 - 1n ? 0n : value;
}

/** cast.ToInt64: whatever cannot be a number is 0. */
export function int64Of(value: unknown): bigint {
  if (value instanceof GoInt) return BigInt.asIntN(64, value.value);
  if (typeof value === 'number') return floatToInt64(value);
  if (typeof value === 'boolean') return value ? 1n : 0n;
  return typeof value === 'string' ? integerOfText(value) : 0n;
}

/** cast.ToFloat64: whatever cannot be a number is 0. */
export function float64Of(value: unknown): number {
  if (typeof value === 'number') return value;
  if (value instanceof GoInt) return Number(value.value);
  if (typeof value === 'boolean') return value ? 1 : 0;
  return typeof value === 'string' ? (parseGoFloat(value) ?? 0) : 0;
}

/** sprig's strslice: a list as texts without its nils; a single value as a list of one. */
export function stringsOf(value: unknown): string[] {
  if (value === undefined || value === null) return typedList('string', []);
  const items = listItems(value) ?? [value];
  return typedList(
    'string',
    items.filter((item) => item !== null && item !== undefined).map(stringOf),
  );
}

/** The items of any slice, or undefined when the value is none. */
export function listItems(value: unknown): readonly unknown[] | undefined {
  if (Array.isArray(value)) return value;
  if (value instanceof Uint8Array)
    return [...value].map((byte) => new GoInt('uint8', BigInt(byte)));
  if (value instanceof GoStruct && Array.isArray(value.elements)) return value.elements;
  return undefined;
}

/** The items of a slice; an error like sprig's when the value is none. */
export function requireList(value: unknown, problem: (kind: string) => string): readonly unknown[] {
  const items = listItems(value);
  if (items !== undefined) return items;
  if (value === null || value === undefined) {
    throw new GoError('runtime error: invalid memory address or nil pointer dereference');
  }
  throw new GoError(problem(kindOf(value)));
}

/** A Go string parameter that was checked already. */
export function text(value: unknown): string {
  return typeof value === 'string' ? value : stringOf(value);
}

/** A Go int parameter that was checked already. */
export function integer(value: unknown): number {
  return Number(int64Of(value));
}

/** A map parameter that was checked already; nil is an empty map. */
export function mapOf(value: unknown): Map<string, unknown> {
  return value instanceof Map ? value : new Map();
}
