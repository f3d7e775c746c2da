import { isObject, jsonClone, jsonEqual, type JsonObject } from '../json.ts';
import type { ObjectSchema } from '../schema.ts';
import { badRequest } from '../status-errors.ts';

/** Prefix of the patch field that states the order of a merged list. */
export const SET_ORDER = '$setElementOrder/';
/** Prefix of the patch field that names values to take out of a list of primitives. */
export const DELETE_FROM_PRIMITIVE = '$deleteFromPrimitiveList/';

/** The directives beside a list in its patch, still unchecked. */
export interface ListDirectives {
  order: unknown;
  remove: unknown;
}

/** Merges one item of a list into the original one. */
export type MergeItem = (
  original: JsonObject,
  patch: JsonObject,
  schema: ObjectSchema | undefined,
) => JsonObject;

type SameItem = (a: unknown, b: unknown) => boolean;

/** Merges a patched list into the original by its merge key, or by value for primitives. */
export function mergeList(
  original: readonly unknown[],
  patch: readonly unknown[],
  schema: ObjectSchema | undefined,
  directives: ListDirectives,
  mergeItem: MergeItem,
): unknown[] {
  const mergeKey = schema?.patchMergeKey;
  const same = sameItem(mergeKey);
  const merged =
    mergeKey === undefined
      ? mergePrimitives(original, patch, directives.remove)
      : mergeByKey(original, patch, mergeKey, (a, b) => mergeItem(a, b, schema?.items));
  const order = directives.order;
  if (order === undefined || order === null) return merged;
  if (!Array.isArray(order)) throw badRequest(`${SET_ORDER} must hold a list`);
  return reorder(merged, order, original, same);
}

function sameItem(mergeKey: string | undefined): SameItem {
  if (mergeKey === undefined) return jsonEqual;
  return (a, b) => isObject(a) && isObject(b) && jsonEqual(a[mergeKey], b[mergeKey]);
}

function mergePrimitives(
  original: readonly unknown[],
  patch: readonly unknown[],
  remove: unknown,
): unknown[] {
  const removed: unknown[] = Array.isArray(remove) ? remove : [];
  return [...new Set([...original.filter((item) => !removed.includes(item)), ...patch])];
}

function mergeByKey(
  original: readonly unknown[],
  patch: readonly unknown[],
  mergeKey: string,
  mergeItem: (original: JsonObject, patch: JsonObject) => JsonObject,
): unknown[] {
  const items = patch.map((item) => {
    if (isObject(item)) return item;
    throw badRequest(`expected a list of maps merged by ${mergeKey}, got ${JSON.stringify(item)}`);
  });
  if (items.some((item) => item['$patch'] === 'replace')) {
    return items.filter((item) => item['$patch'] !== 'replace').map((item) => jsonClone(item));
  }
  let result = original.map((item) => jsonClone(item));
  for (const item of items) {
    const keyValue = item[mergeKey];
    if (keyValue === undefined) {
      throw badRequest(
        `map: ${JSON.stringify(item)} does not contain declared merge key: ${mergeKey}`,
      );
    }
    const matches = (other: unknown): boolean =>
      isObject(other) && jsonEqual(other[mergeKey], keyValue);
    if (item['$patch'] === 'delete') {
      result = result.filter((other) => !matches(other));
      continue;
    }
    const at = result.findIndex(matches);
    const base = at < 0 ? {} : (result[at] as JsonObject);
    const merged = mergeItem(base, item);
    if (at < 0) result.push(merged);
    else result[at] = merged;
  }
  return result;
}

/**
 * Sorts the items that the order names by it, and fits those it doesn't name (the server's own)
 * in by their original places.
 */
function reorder(
  merged: readonly unknown[],
  order: readonly unknown[],
  original: readonly unknown[],
  same: SameItem,
): unknown[] {
  const indexIn = (list: readonly unknown[], item: unknown): number =>
    list.findIndex((other) => same(other, item));
  const named = merged
    .filter((item) => indexIn(order, item) >= 0)
    .sort((a, b) => indexIn(order, a) - indexIn(order, b));
  const others = merged.filter((item) => indexIn(order, item) < 0);
  const result: unknown[] = [];
  while (named.length > 0 && others.length > 0) {
    const [left, right] = [indexIn(original, others[0]), indexIn(original, named[0])];
    const takeOther = left >= 0 && right >= 0 && left < right;
    result.push(takeOther ? others.shift() : named.shift());
  }
  return [...result, ...named, ...others];
}
