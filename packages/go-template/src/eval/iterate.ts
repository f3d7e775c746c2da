import { formatValue, sortedKeys } from '../format/format-value.ts';
import { GoInt, goInt } from '../values/go-int.ts';
import { GoStruct } from '../values/go-types.ts';

/** The pairs that `range` visits: index or key, and element. */
export type Pairs = Iterable<readonly [unknown, unknown]>;

function* integers(count: GoInt): Pairs {
  for (let i = 0n; i < count.value; i++) yield [undefined, new GoInt(count.kind, i)];
}

function* items(list: readonly unknown[]): Pairs {
  for (let i = 0; i < list.length; i++) yield [goInt(i), list[i] ?? null];
}

function* entries(map: ReadonlyMap<string, unknown>): Pairs {
  for (const key of sortedKeys(map)) yield [key, map.get(key) ?? null];
}

function* bytes(data: Uint8Array): Pairs {
  for (let i = 0; i < data.length; i++) yield [goInt(i), new GoInt('uint8', BigInt(data[i] ?? 0))];
}

/** What `range` goes over, or Go's text of why it can't. */
export function iterate(value: unknown, variables: number): Pairs | string {
  if (value === undefined || value === null) return [];
  if (value instanceof GoInt) {
    if (variables <= 1) return integers(value);
    return `can't use ${formatValue(value)} to iterate over more than one variable`;
  }
  if (Array.isArray(value)) return items(value);
  if (value instanceof Map) return entries(value);
  if (value instanceof Uint8Array) return bytes(value);
  if (value instanceof GoStruct && value.elements !== undefined) {
    return iterate(value.elements, variables);
  }
  return `range can't iterate over ${formatValue(value)}`;
}
