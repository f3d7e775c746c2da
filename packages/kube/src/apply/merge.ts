import { isObject, ownField, setField } from '../json.ts';
import type { ObjectSchema } from '../schema.ts';
import { mergeOrder } from './merge-order.ts';
import type { PathElement } from './path-element.ts';
import { definedFields, fieldSchema, listEntries, structureOf } from './structure.ts';

/**
 * Merges an applied configuration into the live value; the applied one wins. The result shares
 * what is the same with both.
 */
export function mergeApplied(
  live: unknown,
  applied: unknown,
  schema: ObjectSchema | undefined,
): unknown {
  if (applied === undefined) return live;
  const structure = structureOf(applied, schema);
  if (live === undefined || structureOf(live, schema) !== structure) return applied;
  if (structure === 'map') return mergeMaps(live, applied, schema);
  if (structure === 'leaf') return applied;
  return mergeLists(live as unknown[], applied as unknown[], schema);
}

function mergeMaps(live: unknown, applied: unknown, schema: ObjectSchema | undefined): unknown {
  const result = isObject(live) ? { ...live } : {};
  for (const [name, value] of isObject(applied) ? definedFields(applied) : []) {
    setField(result, name, mergeApplied(ownField(result, name), value, fieldSchema(schema, name)));
  }
  return result;
}

function mergeLists(
  live: readonly unknown[],
  applied: readonly unknown[],
  schema: ObjectSchema | undefined,
): unknown[] {
  const left = new Map<PathElement, unknown>();
  for (const { element, item } of listEntries(live, schema)) {
    if (!left.has(element)) left.set(element, item);
  }
  const right = new Map(listEntries(applied, schema).map(({ element, item }) => [element, item]));
  return mergeOrder([...left.keys()], [...right.keys()]).map((element) =>
    mergeApplied(left.get(element), right.get(element), schema?.items),
  );
}
