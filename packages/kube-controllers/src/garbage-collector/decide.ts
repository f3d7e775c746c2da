import type { KubeObject, OwnerReference } from '@fairway/kube';

/** What is known of one owner that an object names. */
export interface OwnerState {
  reference: OwnerReference;
  /** `waiting`: it is being deleted in the foreground, after its dependents. */
  state: 'exists' | 'absent' | 'waiting';
}

/** What the garbage collector does with one object. */
export type GarbageAction =
  | { type: 'none' }
  | { type: 'delete'; propagationPolicy: 'Orphan' | 'Background' | 'Foreground' }
  | { type: 'setOwners'; references: OwnerReference[] }
  | { type: 'removeFinalizer'; finalizer: string }
  /** Deletes the dependents that block a foreground deletion. */
  | { type: 'deleteDependents'; dependents: KubeObject[] }
  /** Takes the owner's reference out of its dependents. */
  | { type: 'orphan'; dependents: KubeObject[] };

export const FOREGROUND = 'foregroundDeletion';
const ORPHAN = 'orphan';

/** True when the deletion of this object has work for the garbage collector. */
export function hasGarbageWork(object: KubeObject): boolean {
  const { deletionTimestamp, finalizers = [], ownerReferences = [] } = object.metadata;
  if (deletionTimestamp === undefined) return ownerReferences.length > 0;
  return finalizers.includes(FOREGROUND) || finalizers.includes(ORPHAN);
}

/**
 * Decides on one object: one whose owners are all gone is deleted, a deleted one first sees to its
 * dependents as its finalizers ask.
 */
export function decideGarbage(
  object: KubeObject,
  owners: readonly OwnerState[],
  dependents: readonly KubeObject[],
): GarbageAction {
  const { deletionTimestamp, finalizers = [] } = object.metadata;
  if (deletionTimestamp !== undefined) return decideDeleted(object, dependents);
  if (owners.length === 0) return { type: 'none' };
  const existing = owners.filter((owner) => owner.state === 'exists');
  const waiting = owners.filter((owner) => owner.state === 'waiting');
  if (existing.length === owners.length) return { type: 'none' };
  if (existing.length > 0) {
    return { type: 'setOwners', references: existing.map((owner) => owner.reference) };
  }
  if (waiting.length > 0 && dependents.length > 0) {
    return { type: 'delete', propagationPolicy: 'Foreground' };
  }
  if (finalizers.includes(ORPHAN)) return { type: 'delete', propagationPolicy: 'Orphan' };
  const policy = finalizers.includes(FOREGROUND) ? 'Foreground' : 'Background';
  return { type: 'delete', propagationPolicy: policy };
}

function decideDeleted(object: KubeObject, dependents: readonly KubeObject[]): GarbageAction {
  const { finalizers = [], uid } = object.metadata;
  if (finalizers.includes(ORPHAN)) {
    return dependents.length > 0
      ? { type: 'orphan', dependents: [...dependents] }
      : { type: 'removeFinalizer', finalizer: ORPHAN };
  }
  if (!finalizers.includes(FOREGROUND)) return { type: 'none' };
  const blocking = dependents.filter((dependent) =>
    dependent.metadata.ownerReferences?.some(
      (reference) => reference.uid === uid && reference.blockOwnerDeletion === true,
    ),
  );
  if (blocking.length === 0) return { type: 'removeFinalizer', finalizer: FOREGROUND };
  const alive = blocking.filter((dependent) => dependent.metadata.deletionTimestamp === undefined);
  return alive.length === 0 ? { type: 'none' } : { type: 'deleteDependents', dependents: alive };
}
