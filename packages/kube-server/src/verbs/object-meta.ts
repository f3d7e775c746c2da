import { randomInt, randomUUID } from 'node:crypto';
import type { KubeObject, ObjectMeta } from '@fairway/kube';

const suffixAlphabet = 'bcdfghjklmnpqrstvwxz2456789';

/** A name made of a prefix and five random characters, cut to 63 as kube-apiserver does. */
export function generateName(prefix: string): string {
  const suffix = Array.from({ length: 5 }, () => suffixAlphabet[randomInt(suffixAlphabet.length)]);
  return `${prefix.slice(0, 58)}${suffix.join('')}`;
}

/** RFC 3339 in whole seconds, as meta/v1 Time is written. */
export function formatTime(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}

/** Gives a new object its identity; what only the server may set is dropped from the request. */
export function beginObject(object: KubeObject, now: Date, namespace: string | undefined): void {
  const {
    resourceVersion: _rv,
    deletionTimestamp: _deletion,
    deletionGracePeriodSeconds: _grace,
    generation: _generation,
    ...given
  } = object.metadata;
  object.metadata = {
    ...given,
    ...(namespace === undefined ? {} : { namespace }),
    uid: randomUUID(),
    creationTimestamp: formatTime(now),
  };
}

/** Metadata of an update: what is the server's stays as it is stored. */
export function mergeMeta(given: ObjectMeta, old: ObjectMeta): ObjectMeta {
  const merged: ObjectMeta = { ...given };
  for (const name of systemFields) {
    delete merged[name];
    if (old[name] !== undefined) Object.assign(merged, { [name]: old[name] });
  }
  if (merged.managedFields === undefined && old.managedFields !== undefined) {
    merged.managedFields = old.managedFields;
  }
  delete merged.resourceVersion;
  return merged;
}

const systemFields = [
  'name',
  'generateName',
  'namespace',
  'uid',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'generation',
] as const satisfies readonly (keyof ObjectMeta)[];
