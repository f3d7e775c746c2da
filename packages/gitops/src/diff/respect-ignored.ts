import type { KubeObject } from '@fairway/kube';
import type { IgnoreDifference } from '../application/application.ts';
import { isRecord } from '../object/read.ts';
import { ignoredPointers, pointerParts } from './normalise.ts';

/**
 * `RespectIgnoreDifferences`: the ignored fields of the target take live's values, so that
 * applying it leaves them as they are.
 */
export function respectIgnored(
  target: KubeObject,
  live: KubeObject,
  ignored: readonly IgnoreDifference[],
): KubeObject {
  const pointers = ignoredPointers(target, ignored);
  if (pointers.length === 0) return target;
  const copy = structuredClone(target);
  for (const pointer of pointers) copyPointer(copy, live, pointerParts(pointer));
  return copy;
}

function copyPointer(target: unknown, live: unknown, parts: readonly string[]): void {
  const [first, ...rest] = parts;
  if (first === undefined) return;
  const below = fieldOf(live, first);
  if (rest.length > 0) {
    copyPointer(fieldOf(target, first), below, rest);
  } else if (Array.isArray(target)) {
    if (below !== undefined) target[Number(first)] = below;
  } else if (isRecord(target)) {
    if (below === undefined) Reflect.deleteProperty(target, first);
    else Reflect.set(target, first, below);
  }
}

function fieldOf(value: unknown, name: string): unknown {
  if (Array.isArray(value)) return value[Number(name)];
  return isRecord(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}
