import type { KubeObject } from '@fairway/kube';
import type { IgnoreDifference } from '../application/application.ts';
import { isRecord } from '../object/read.ts';
import { groupOf } from '../object/resource-key.ts';
import { matchesGlob } from '../project/glob.ts';

const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';
const serverFields: ReadonlySet<string> = new Set([
  'creationTimestamp',
  'deletionGracePeriodSeconds',
  'deletionTimestamp',
  'generation',
  'managedFields',
  'resourceVersion',
  'selfLink',
  'uid',
]);

/**
 * What is compared of an object: without `status`, without what only the server sets, without
 * kubectl's last-applied annotation, and without what `ignoreDifferences` names.
 */
export function normalise(
  object: KubeObject,
  ignored: readonly IgnoreDifference[] = [],
): Readonly<Record<string, unknown>> {
  const metadata: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(object.metadata)) {
    if (!serverFields.has(field)) metadata[field] = value;
  }
  if (isRecord(metadata['annotations'])) {
    const { [lastApplied]: _, ...annotations } = metadata['annotations'];
    metadata['annotations'] = annotations;
  }
  for (const field of ['annotations', 'labels']) {
    if (isRecord(metadata[field]) && Object.keys(metadata[field]).length === 0)
      delete metadata[field];
  }
  const { status: _, ...rest } = object;
  const copy: Record<string, unknown> = { ...rest, metadata };
  const pointers = ignoredPointers(object, ignored);
  if (pointers.length === 0) return copy;
  const deep = structuredClone(copy);
  for (const pointer of pointers) removePointer(deep, pointer);
  return deep;
}

/** The JSON pointers that `ignoreDifferences` gives for an object. */
export function ignoredPointers(
  object: KubeObject,
  ignored: readonly IgnoreDifference[],
): readonly string[] {
  return ignored
    .filter((entry) => isFor(entry, object))
    .flatMap((entry) => entry.jsonPointers ?? []);
}

function isFor(entry: IgnoreDifference, object: KubeObject): boolean {
  return (
    matchesGlob(entry.group ?? '', groupOf(object.apiVersion)) &&
    matchesGlob(entry.kind, object.kind) &&
    (!entry.name || entry.name === object.metadata.name) &&
    (!entry.namespace || entry.namespace === object.metadata.namespace)
  );
}

/** Splits a JSON pointer (RFC 6901) into its unescaped parts. */
export function pointerParts(pointer: string): readonly string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** Removes what a pointer names, in place; one that names nothing changes nothing. */
function removePointer(document: Record<string, unknown>, pointer: string): void {
  const parts = pointerParts(pointer);
  const last = parts.at(-1);
  if (last === undefined) return;
  let node: unknown = document;
  for (const part of parts.slice(0, -1)) {
    if (Array.isArray(node)) node = node[Number(part)];
    else if (isRecord(node) && Object.hasOwn(node, part)) node = node[part];
    else return;
  }
  if (Array.isArray(node)) {
    const index = Number(last);
    if (Number.isInteger(index) && index >= 0 && index < node.length) node.splice(index, 1);
  } else if (isRecord(node)) {
    Reflect.deleteProperty(node, last);
  }
}
