import { GoError } from '../errors.ts';
import { sortedKeys } from '../format/format-value.ts';
import { fn, variadic, type FunctionTable, type GoFunction } from '../values/go-function.ts';
import { staticTypeName, typedList, typedMap, typeName } from '../values/go-types.ts';
import { mapOf, stringOf, text } from './convert.ts';
import { mergeMaps } from './merge.ts';

function dict(items: readonly unknown[]): Map<string, unknown> {
  const map = new Map<string, unknown>();
  for (let at = 0; at < items.length; at += 2) {
    map.set(stringOf(items[at]), at + 1 < items.length ? items[at + 1] : '');
  }
  return map;
}

/** `dig` insists on plain maps all the way down. */
function plainMap(value: unknown): ReadonlyMap<string, unknown> {
  if (value instanceof Map && typeName(value) === 'map[string]interface {}') return value;
  const found = value === null || value === undefined ? 'nil' : staticTypeName(value);
  throw new GoError(`interface conversion: interface {} is ${found}, not map[string]interface {}`);
}

function dig(args: readonly unknown[]): unknown {
  if (args.length < 3) throw new GoError('dig needs at least three arguments');
  const keys = args.slice(0, -2).map((key) => {
    if (typeof key === 'string') return key;
    throw new GoError(`interface conversion: interface {} is ${staticTypeName(key)}, not string`);
  });
  let step: unknown = args.at(-1);
  for (const key of keys) {
    const map = plainMap(step);
    if (!map.has(key)) return args.at(-2) ?? null;
    step = map.get(key);
  }
  return step ?? null;
}

/** A copy that shares nothing changeable with the original. */
function deepCopy(value: unknown): unknown {
  if (Array.isArray(value)) return typedList(typeName(value).slice(2), value.map(deepCopy));
  if (value instanceof Map) {
    const copy = new Map([...value].map(([key, item]) => [String(key), deepCopy(item)]));
    return typeName(value) === 'map[string]interface {}' ? copy : typedMap(typeName(value), copy);
  }
  return value;
}

function writable(value: unknown): Map<string, unknown> {
  if (value instanceof Map) return value;
  throw new GoError('assignment to entry in nil map');
}

function merging(overwrite: boolean): GoFunction {
  return variadic(['map', 'map'], ([target, ...sources]) =>
    sources.reduce<Map<string, unknown>>(
      (merged, source) => mergeMaps(merged, mapOf(source), overwrite),
      mapOf(target),
    ),
  );
}

const copying = fn(['any'], ([value]) => {
  if (value === null) throw new GoError('reflect: call of reflect.Value.Type on zero Value');
  return deepCopy(value);
});

/** sprig's functions on maps. Go's random order of `keys` and `values` is the sorted one here. */
export const DICT_FUNCTIONS: FunctionTable = {
  dict: variadic(['any'], dict),
  get: fn(['map', 'string'], ([map, key]) =>
    mapOf(map).has(text(key)) ? mapOf(map).get(text(key)) : '',
  ),
  set: fn(['map', 'string', 'any'], ([map, key, value]) => writable(map).set(text(key), value)),
  unset: fn(['map', 'string'], ([map, key]) => {
    mapOf(map).delete(text(key));
    return map;
  }),
  hasKey: fn(['map', 'string'], ([map, key]) => mapOf(map).has(text(key))),
  pluck: variadic(['string', 'map'], ([key, ...maps]) =>
    maps.filter((map) => mapOf(map).has(text(key))).map((map) => mapOf(map).get(text(key))),
  ),
  keys: variadic(['map'], (maps) =>
    typedList(
      'string',
      maps.flatMap((map) => sortedKeys(mapOf(map))),
    ),
  ),
  values: fn(['map'], ([map]) => sortedKeys(mapOf(map)).map((key) => mapOf(map).get(key))),
  pick: variadic(
    ['map', 'string'],
    ([map, ...keys]) =>
      new Map(
        keys
          .map(text)
          .filter((key) => mapOf(map).has(key))
          .map((key) => [key, mapOf(map).get(key)]),
      ),
  ),
  omit: variadic(['map', 'string'], ([map, ...keys]) => {
    const unwanted = new Set(keys.map(text));
    return new Map([...mapOf(map)].filter(([key]) => !unwanted.has(key)));
  }),
  merge: merging(false),
  mustMerge: merging(false),
  mergeOverwrite: merging(true),
  mustMergeOverwrite: merging(true),
  deepCopy: copying,
  mustDeepCopy: copying,
  dig: variadic(['any'], dig),
};
