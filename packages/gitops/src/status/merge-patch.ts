import { deepEqual } from '../object/deep-equal.ts';
import { isRecord } from '../object/read.ts';

/**
 * The JSON merge patch (RFC 7396) that turns one JSON object into another; undefined when they
 * are equal.
 */
export function createMergePatch(
  before: unknown,
  after: unknown,
): Record<string, unknown> | undefined {
  const patch: Record<string, unknown> = {};
  const old = isRecord(before) ? before : {};
  const wanted = isRecord(after) ? after : {};
  for (const field of new Set([...Object.keys(old), ...Object.keys(wanted)])) {
    const a = old[field];
    const b = wanted[field];
    if (deepEqual(a, b)) continue;
    if (b === undefined) patch[field] = null;
    else patch[field] = isRecord(a) && isRecord(b) ? createMergePatch(a, b) : b;
  }
  return Object.keys(patch).length === 0 ? undefined : patch;
}
