import { isObject, jsonClone, ownField, setField } from '../json.ts';

/**
 * Applies a JSON merge patch (RFC 7386): null removes a field, objects are merged, everything
 * else replaces. The target is left as it is.
 */
export function applyMergePatch<T>(target: T, patch: unknown): T {
  // The result's shape is the caller's to validate, as with any patch.
  return merge(target, patch) as T;
}

function merge(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return jsonClone(patch);
  const result = isObject(target) ? jsonClone(target) : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else setField(result, key, merge(ownField(result, key), value));
  }
  return result;
}
