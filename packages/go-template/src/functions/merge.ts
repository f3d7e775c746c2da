import { isTrue } from '../values/go-types.ts';

/**
 * mergo's merge of maps, which sprig's merge functions are: nested maps merge, and without
 * `overwrite` a key is taken from the source only when the destination's value is empty.
 */
export function mergeMaps(
  target: Map<string, unknown>,
  source: ReadonlyMap<string, unknown>,
  overwrite: boolean,
): Map<string, unknown> {
  const wasEmpty = target.size === 0;
  for (const [key, value] of source) {
    const current = target.get(key);
    if (value === null || value === undefined) {
      if (overwrite) target.set(key, null);
      continue;
    }
    const filled = isTrue(current);
    if (value instanceof Map && current instanceof Map) {
      mergeMaps(current, value, overwrite);
      if (current.size === 0) target.set(key, value);
    } else if (Array.isArray(value)) {
      if (overwrite || wasEmpty || !filled) target.set(key, value);
    } else if (overwrite || !filled) target.set(key, value);
  }
  return target;
}
