import { GoInt } from '../values/go-int.ts';
import { GoStruct, typeName } from '../values/go-types.ts';

/** reflect.DeepEqual: types must match too, so 1 (int) and 1.0 (float64) differ. */
export function deepEqual(a: unknown, b: unknown): boolean {
  const x = a ?? null;
  const y = b ?? null;
  if (x === null || y === null || typeof x !== 'object' || typeof y !== 'object') return x === y;
  if (typeName(x) !== typeName(y)) return false;
  if (x instanceof GoInt && y instanceof GoInt) return x.value === y.value;
  if (Array.isArray(x) && Array.isArray(y)) {
    return x.length === y.length && x.every((item, index) => deepEqual(item, y[index]));
  }
  if (x instanceof Map && y instanceof Map) {
    return (
      x.size === y.size && [...x].every(([key, item]) => y.has(key) && deepEqual(item, y.get(key)))
    );
  }
  if (x instanceof Uint8Array && y instanceof Uint8Array) return Buffer.compare(x, y) === 0;
  if (x instanceof GoStruct && y instanceof GoStruct)
    return deepEqual(new Map(x.fields), new Map(y.fields));
  return false;
}
