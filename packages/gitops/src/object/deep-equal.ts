import { isRecord } from './read.ts';

/** Structural equality of JSON values; fields that are undefined count as absent. */
export function deepEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a)) {
    return (
      Array.isArray(b) &&
      a.length === b.length &&
      a.every((item, index) => deepEqual(item, b[index]))
    );
  }
  if (!isRecord(a) || !isRecord(b)) return false;
  for (const field of Object.keys(a)) {
    if (!deepEqual(a[field], b[field])) return false;
  }
  return Object.keys(b).every((field) => b[field] === undefined || a[field] !== undefined);
}
