import type { KubeObject } from '@fairway/kube';
import { cloneJson, objectAt, objectsOf, stringsOf, textOf, valueAt } from '../json.ts';
import { formatTime } from '../verbs/object-meta.ts';

/**
 * The status of a definition that is served from now on: names accepted, established, and the
 * version it stores added to those it has ever stored.
 */
export function establishedStatus(definition: KubeObject, now: Date): Record<string, unknown> {
  const names = objectAt(definition, 'spec', 'names') ?? {};
  const storage = objectsOf(valueAt(definition, 'spec', 'versions')).find(
    (version) => version['storage'] === true,
  );
  const stored = stringsOf(valueAt(definition, 'status', 'storedVersions'));
  const version = textOf(storage?.['name']);
  const before = objectsOf(valueAt(definition, 'status', 'conditions'));
  const condition = (type: string, reason: string, message: string): unknown =>
    before.find((item) => item['type'] === type && item['status'] === 'True') ?? {
      type,
      status: 'True',
      lastTransitionTime: formatTime(now),
      reason,
      message,
    };
  return {
    conditions: [
      condition('NamesAccepted', 'NoConflicts', 'no conflicts found'),
      condition('Established', 'InitialNamesAccepted', 'the initial names have been accepted'),
    ],
    acceptedNames: cloneJson(names),
    storedVersions: stored.includes(version) ? stored : [...stored, version],
  };
}
