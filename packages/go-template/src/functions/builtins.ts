import { GoError } from '../errors.ts';
import { sprint, sprintln } from '../format/format-value.ts';
import { sprintf } from '../format/sprintf.ts';
import { byteLength, byteSlice, stringToBytes } from '../values/bytes.ts';
import { fn, variadic, type FunctionTable } from '../values/go-function.ts';
import { GoInt, goInt } from '../values/go-int.ts';
import { GoStruct, isTrue, staticTypeName, typedList, typeName } from '../values/go-types.ts';
import { COMPARISON_FUNCTIONS } from './comparison.ts';
import { ESCAPE_FUNCTIONS } from './escape.ts';

function elements(value: unknown): unknown {
  return value instanceof GoStruct && value.elements !== undefined ? value.elements : value;
}

function length(value: unknown): number {
  const item = elements(value);
  if (item === undefined || item === null) throw new GoError('len of nil pointer');
  if (typeof item === 'string') return byteLength(item);
  if (Array.isArray(item) || item instanceof Uint8Array) return item.length;
  if (item instanceof Map) return item.size;
  throw new GoError(`len of type ${typeName(item)}`);
}

function indexArgument(index: unknown, capacity: number): number {
  if (index === undefined || index === null) throw new GoError('cannot index slice/array with nil');
  if (!(index instanceof GoInt)) {
    throw new GoError(`cannot index slice/array with type ${typeName(index)}`);
  }
  if (index.value < 0n || index.value > BigInt(capacity)) {
    throw new GoError(`index out of range: ${index.value}`);
  }
  return Number(index.value);
}

function elementAt(value: unknown, index: unknown): unknown {
  const item = elements(value);
  if (item instanceof Map) {
    if (index === undefined || index === null)
      throw new GoError('value is nil; should be of type string');
    if (typeof index !== 'string') {
      throw new GoError(`value has type ${typeName(index)}; should be string`);
    }
    return item.get(index) ?? null;
  }
  if (typeof item === 'string' || item instanceof Uint8Array) {
    const bytes = typeof item === 'string' ? stringToBytes(item) : item;
    return new GoInt('uint8', BigInt(bytes[position(index, bytes.length)] ?? 0));
  }
  if (Array.isArray(item)) return item[position(index, item.length)] ?? null;
  if (item === null || item === undefined) throw new GoError('index of nil pointer');
  throw new GoError(`can't index item of type ${staticTypeName(item)}`);
}

function position(index: unknown, size: number): number {
  const at = indexArgument(index, size);
  if (at === size) throw new GoError(`reflect: slice index out of range`);
  return at;
}

function slice(item: unknown, indexes: readonly unknown[]): unknown {
  if (item === undefined || item === null) throw new GoError('slice of untyped nil');
  if (indexes.length > 3) throw new GoError(`too many slice indexes: ${indexes.length}`);
  if (typeof item === 'string' && indexes.length === 3) {
    throw new GoError('cannot 3-index slice a string');
  }
  if (typeof item !== 'string' && !Array.isArray(item)) {
    throw new GoError(`can't slice item of type ${typeName(item)}`);
  }
  const size = length(item);
  const bounds = indexes.map((index) => indexArgument(index, size));
  const [from = 0, to = size] = bounds;
  if (from > to) throw new GoError(`invalid slice index: ${from} > ${to}`);
  if (typeof item === 'string') return byteSlice(item, from, to);
  return typedList(typeName(item).slice(2), item.slice(from, to));
}

/** The functions that text/template itself has. */
export const BUILTINS: FunctionTable = {
  ...COMPARISON_FUNCTIONS,
  ...ESCAPE_FUNCTIONS,
  and: { ...variadic(['value', 'value'], () => undefined), shortCircuit: 'and' },
  or: { ...variadic(['value', 'value'], () => undefined), shortCircuit: 'or' },
  not: fn(['value'], ([value]) => !isTrue(value)),
  len: fn(['value'], ([value]) => goInt(length(value))),
  index: variadic(['value', 'value'], ([item, ...indexes]) => {
    if (item === undefined || item === null) throw new GoError('index of untyped nil');
    return indexes.reduce(elementAt, item);
  }),
  slice: variadic(['value', 'value'], ([item, ...indexes]) => slice(item, indexes)),
  call: {
    ...variadic(['value', 'value'], ([source, target]) => {
      if (target === undefined || target === null) throw new GoError('call of nil');
      throw new GoError(`non-function ${String(source)} of type ${typeName(target)}`);
    }),
    takesSource: true,
  },
  print: variadic(['any'], (args) => sprint(args)),
  printf: variadic(['string', 'any'], ([format, ...args], context) => {
    const text = sprintf(String(format), args);
    context.charge(text.length);
    return text;
  }),
  println: variadic(['any'], (args) => sprintln(args)),
};
