import { GoError } from '../errors.ts';
import { compareStrings, runes } from '../values/bytes.ts';
import { fn, variadic, type FunctionTable, type GoFunction } from '../values/go-function.ts';
import { isTrue, typedList, typedMap, typeName } from '../values/go-types.ts';
import { int64Of, integer, listItems, requireList, stringOf, stringsOf, text } from './convert.ts';
import { deepEqual } from './deep-equal.ts';

function on(verb: string): (kind: string) => string {
  return (kind) => `Cannot ${verb} on type ${kind}`;
}

function nil(value: unknown): unknown {
  return value ?? null;
}

function includes(list: readonly unknown[], wanted: unknown): boolean {
  return list.some((item) => deepEqual(item, wanted));
}

function slice(list: unknown, indexes: readonly unknown[]): unknown {
  const items = requireList(list, (kind) => `list should be type of slice or array but ${kind}`);
  if (items.length === 0) return null;
  const from = indexes.length > 0 ? Number(int64Of(indexes[0])) : 0;
  const to = indexes.length > 1 ? Number(int64Of(indexes[1])) : items.length;
  if (from < 0 || to > items.length || from > to) {
    throw new GoError('reflect.Value.Slice: slice index out of bounds');
  }
  const element = Array.isArray(list) ? typeName(list).slice(2) : 'interface {}';
  return typedList(element, items.slice(from, to));
}

function chunk(size: number, list: unknown): unknown {
  const items = requireList(list, (kind) => `Cannot chunk type ${kind}`);
  if (size <= 0) throw new GoError('runtime error: makeslice: len out of range');
  const chunks: unknown[] = [];
  for (let at = 0; at < items.length; at += size) chunks.push(items.slice(at, at + size));
  return typedList('[]interface {}', chunks);
}

function parts(separator: string, value: string, limit = -1): string[] {
  if (limit === 0) return [];
  const all = separator === '' ? runes(value) : value.split(separator);
  if (limit < 0 || all.length <= limit) return all;
  return [...all.slice(0, limit - 1), all.slice(limit - 1).join(separator)];
}

function numbered(items: readonly string[]): Map<string, string> {
  return typedMap('map[string]string', new Map(items.map((item, index) => [`_${index}`, item])));
}

/** Every list function also exists as must…, which only differs in how Go reports the error. */
function withMust(name: string, implementation: GoFunction): FunctionTable {
  const must = `must${name.slice(0, 1).toUpperCase()}${name.slice(1)}`;
  return { [name]: implementation, [must]: implementation };
}

const push = fn(['any', 'any'], ([list, item]) => [...requireList(list, on('push')), nil(item)]);
const make = variadic(['any'], (items) => [...items]);

/** sprig's functions on lists. */
export const LIST_FUNCTIONS: FunctionTable = {
  list: make,
  tuple: make,
  ...withMust('append', push),
  ...withMust('push', push),
  ...withMust(
    'prepend',
    fn(['any', 'any'], ([list, item]) => [nil(item), ...requireList(list, on('prepend'))]),
  ),
  ...withMust(
    'first',
    fn(['any'], ([list]) => nil(requireList(list, on('find first'))[0])),
  ),
  ...withMust(
    'last',
    fn(['any'], ([list]) => nil(requireList(list, on('find last')).at(-1))),
  ),
  ...withMust(
    'rest',
    fn(['any'], ([list]) => requireList(list, on('find rest')).slice(1)),
  ),
  ...withMust(
    'initial',
    fn(['any'], ([list]) => requireList(list, on('find initial')).slice(0, -1)),
  ),
  ...withMust(
    'reverse',
    fn(['any'], ([list]) => requireList(list, on('find reverse')).toReversed()),
  ),
  ...withMust(
    'compact',
    fn(['any'], ([list]) => requireList(list, on('compact')).filter(isTrue)),
  ),
  ...withMust(
    'uniq',
    fn(['any'], ([list]) =>
      requireList(list, on('find uniq')).reduce<unknown[]>(
        (kept, item) => (includes(kept, item) ? kept : [...kept, item]),
        [],
      ),
    ),
  ),
  ...withMust(
    'without',
    variadic(['any', 'any'], ([list, ...unwanted]) =>
      requireList(list, on('find without')).filter((item) => !includes(unwanted, item)),
    ),
  ),
  ...withMust(
    'has',
    fn(['any', 'any'], ([wanted, list]) =>
      list === null ? false : includes(requireList(list, on('find has')), wanted),
    ),
  ),
  ...withMust(
    'slice',
    variadic(['any', 'any'], ([list, ...indexes]) => slice(list, indexes)),
  ),
  ...withMust(
    'chunk',
    fn(['int', 'any'], ([size, list]) => chunk(integer(size), list)),
  ),
  concat: variadic(['any'], (lists) =>
    lists.flatMap((list) => requireList(list, (kind) => `Cannot concat type ${kind} as list`)),
  ),
  join: fn(['string', 'any'], ([separator, list], context) => {
    const items = stringsOf(list);
    context.charge(items.reduce((sum, item) => sum + item.length + text(separator).length, 0));
    return items.join(text(separator));
  }),
  sortAlpha: fn(['any'], ([list]) =>
    typedList(
      'string',
      listItems(list) === undefined ? [stringOf(list)] : stringsOf(list).toSorted(compareStrings),
    ),
  ),
  toStrings: fn(['any'], ([list]) => stringsOf(list)),
  split: fn(['string', 'string'], ([separator, value]) =>
    numbered(parts(text(separator), text(value))),
  ),
  splitn: fn(['string', 'int', 'string'], ([separator, limit, value]) =>
    numbered(parts(text(separator), text(value), integer(limit))),
  ),
  splitList: fn(['string', 'string'], ([separator, value]) =>
    typedList('string', parts(text(separator), text(value))),
  ),
};
