import { GoInt } from './go-int.ts';
import { GoStruct } from './go-types.ts';

/**
 * Turns JSON-like JavaScript data into Go values: objects become maps, numbers float64, bigints int64.
 * Go values inside are kept as they are.
 */
export function toGoValue(value: unknown): unknown {
  if (value === undefined || value === null) return null;
  if (typeof value === 'bigint') return new GoInt('int64', BigInt.asIntN(64, value));
  if (typeof value !== 'object') return value;
  if (value instanceof GoInt || value instanceof GoStruct || value instanceof Uint8Array)
    return value;
  if (Array.isArray(value)) return value.map(toGoValue);
  if (value instanceof Map)
    return new Map([...value].map(([key, item]) => [String(key), toGoValue(item)]));
  return toGoMap(value);
}

/** {@link toGoValue} of an object; properties that are undefined count as absent. */
export function toGoMap(object: object): Map<string, unknown> {
  return new Map(
    Object.entries(object)
      .filter(([, item]) => item !== undefined)
      .map(([key, item]) => [key, toGoValue(item)]),
  );
}

/** The reverse of {@link toGoValue}: maps become objects, integers numbers (bigint when not exact). */
export function fromGoValue(value: unknown): unknown {
  if (value === undefined || value === null) return null;
  if (value instanceof GoInt) {
    const number = Number(value.value);
    return Number.isSafeInteger(number) ? number : value.value;
  }
  if (Array.isArray(value)) return value.map(fromGoValue);
  if (value instanceof Map) {
    // fromEntries defines properties, so a key such as __proto__ stays an ordinary one.
    return Object.fromEntries([...value].map(([key, item]) => [String(key), fromGoValue(item)]));
  }
  return value;
}
