import type { KubeObject } from '@fairway/kube';
import { annotationOf, isCrd } from '../object/predicates.ts';
import { keyOf, sameKey, type ResourceKey } from '../object/resource-key.ts';
import { isDeletionHook } from '../sync/hooks.ts';
import { objectOptions } from '../sync/sync-options.ts';
import { waveOf } from '../sync/waves.ts';

/** What a cascading deletion does next: delete these, or wait for what is on its way. */
interface DeletionStep {
  isDone: boolean;
  toDelete: readonly KubeObject[];
}

/**
 * The next step of a cascading deletion: the highest wave goes first, and the next one only when
 * nothing of it is left. CRDs, the Application itself, and what is marked to be kept stay.
 */
export function deletionStep(managed: readonly KubeObject[], self: ResourceKey): DeletionStep {
  const going = managed.filter((object) => isDeleted(object, self));
  if (going.length === 0) return { isDone: true, toDelete: [] };
  const highest = Math.max(...going.map(waveOf));
  const group = going.filter((object) => waveOf(object) === highest);
  return {
    isDone: false,
    toDelete: group.filter((object) => object.metadata.deletionTimestamp === undefined),
  };
}

function isDeleted(object: KubeObject, self: ResourceKey): boolean {
  if (isCrd(object) || isDeletionHook(object) || sameKey(keyOf(object), self)) return false;
  if (annotationOf(object, 'helm.sh/resource-policy') === 'keep') return false;
  return objectOptions(object).get('Delete') !== 'false';
}
