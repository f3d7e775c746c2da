import type { KubeObject } from '@fairway/kube';

const digits = /^\d+$/;

/**
 * Whether `a` is an older version than `b`. Resource versions are decimal and ordered on every
 * kube-apiserver (KEP-5504 makes that a promise); any other form counts as newer than nothing.
 */
export function isOlder(a: string | undefined, b: string | undefined): boolean {
  if (a === undefined || b === undefined || !digits.test(a) || !digits.test(b)) return false;
  return a.length === b.length ? a < b : a.length < b.length;
}

/** The newer of two states of one object. */
export function newest<T extends KubeObject>(a: T, b: T): T {
  return isOlder(a.metadata.resourceVersion, b.metadata.resourceVersion) ? b : a;
}
