import { GoError } from '../errors.ts';
import { sprintf } from '../format/sprintf.ts';
import { compareStrings } from '../values/bytes.ts';
import { variadic, fn, type FunctionTable } from '../values/go-function.ts';
import { GoInt, isUnsigned } from '../values/go-int.ts';
import { typeName } from '../values/go-types.ts';

type BasicKind = 'bool' | 'int' | 'uint' | 'float' | 'string';

function basicKind(value: unknown): BasicKind | undefined {
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'number') return 'float';
  if (typeof value === 'string') return 'string';
  if (value instanceof GoInt) return isUnsigned(value.kind) ? 'uint' : 'int';
  return undefined;
}

function isNil(value: unknown): value is null | undefined {
  return value === undefined || value === null;
}

function equal(a: unknown, b: unknown): boolean {
  const kindA = basicKind(a);
  const kindB = basicKind(b);
  if (a instanceof GoInt && b instanceof GoInt) return a.value === b.value;
  if (kindA !== kindB) {
    if (isNil(a) || isNil(b)) return false;
    throw new GoError(`incompatible types for comparison: ${typeName(a)} and ${typeName(b)}`);
  }
  if (kindA !== undefined) return a === b;
  if (isNil(a) || isNil(b)) return isNil(a) === isNil(b);
  if (Array.isArray(b) || b instanceof Map || b instanceof Uint8Array) {
    throw new GoError(`non-comparable type ${sprintf('%s', [b])}: ${typeName(b)}`);
  }
  return a === b;
}

function less(a: unknown, b: unknown): boolean {
  if (a instanceof GoInt && b instanceof GoInt) return a.value < b.value;
  const kindA = basicKind(a);
  const kindB = basicKind(b);
  if (kindA === undefined || kindB === undefined) throw new GoError('invalid type for comparison');
  if (kindA !== kindB) {
    throw new GoError(`incompatible types for comparison: ${typeName(a)} and ${typeName(b)}`);
  }
  if (typeof a === 'number' && typeof b === 'number') return a < b;
  if (typeof a === 'string' && typeof b === 'string') return compareStrings(a, b) < 0;
  throw new GoError('invalid type for comparison');
}

/** The comparison functions of text/template. */
export const COMPARISON_FUNCTIONS: FunctionTable = {
  eq: variadic(['value', 'value'], ([first, ...others]) => {
    if (others.length === 0) throw new GoError('missing argument for comparison');
    return others.some((other) => equal(first, other));
  }),
  ne: fn(['value', 'value'], ([a, b]) => !equal(a, b)),
  lt: fn(['value', 'value'], ([a, b]) => less(a, b)),
  le: fn(['value', 'value'], ([a, b]) => less(a, b) || equal(a, b)),
  gt: fn(['value', 'value'], ([a, b]) => !(less(a, b) || equal(a, b))),
  ge: fn(['value', 'value'], ([a, b]) => !less(a, b)),
};
