import type { KubeObject } from '@fairway/kube';
import { cloneJson, equalJson, numberOf, stringsOf, textOf, valueAt } from '../json.ts';
import type { Decision } from '../storage/store.ts';
import type { DeleteWish } from './delete-options.ts';
import { formatTime } from './object-meta.ts';

const garbageFinalizers: readonly string[] = ['orphan', 'foregroundDeletion'];

/**
 * What a delete does to an object now: remove it, or mark it as being deleted because a
 * finalizer or a pod's grace period holds it.
 */
export function decideDelete(object: KubeObject, wish: DeleteWish, now: Date): Decision {
  const next = cloneJson(object);
  const finalizers = finalizersAfter(object, wish);
  if (finalizers.length > 0) next.metadata.finalizers = finalizers;
  else delete next.metadata.finalizers;
  const grace = gracePeriod(object, wish);
  const held = finalizers.length > 0 || isHeldNamespace(object);
  markDeleted(next, object, grace, now);
  if (grace === 0 && !held) return { op: 'delete', object: next };
  return equalJson(next, object) ? { op: 'none' } : { op: 'put', object: next };
}

function finalizersAfter(object: KubeObject, wish: DeleteWish): string[] {
  const present = object.metadata.finalizers ?? [];
  if (wish.propagationPolicy === undefined) return present;
  const others = present.filter((finalizer) => !garbageFinalizers.includes(finalizer));
  if (wish.propagationPolicy === 'Orphan') return [...others, 'orphan'];
  if (wish.propagationPolicy === 'Foreground') return [...others, 'foregroundDeletion'];
  return others;
}

/** Only pods die slowly: those that are on a node and have not ended. */
function gracePeriod(object: KubeObject, wish: DeleteWish): number {
  if (object.apiVersion !== 'v1' || object.kind !== 'Pod') return 0;
  const phase = textOf(valueAt(object, 'status', 'phase'));
  const assigned = textOf(valueAt(object, 'spec', 'nodeName')) !== '';
  if (!assigned || phase === 'Succeeded' || phase === 'Failed') return 0;
  const own = numberOf(valueAt(object, 'spec', 'terminationGracePeriodSeconds'), 30);
  const asked = wish.gracePeriodSeconds ?? own;
  if (object.metadata.deletionTimestamp === undefined) return asked;
  // A grace period that runs can be cut short, never made longer.
  const running = object.metadata.deletionGracePeriodSeconds ?? 0;
  return wish.gracePeriodSeconds === undefined ? running : Math.min(asked, running);
}

function markDeleted(next: KubeObject, object: KubeObject, grace: number, now: Date): void {
  const { metadata } = next;
  const before = object.metadata.deletionGracePeriodSeconds ?? 0;
  if (object.metadata.deletionTimestamp !== undefined && before === grace) return;
  metadata.deletionTimestamp = formatTime(new Date(now.getTime() + grace * 1000));
  metadata.deletionGracePeriodSeconds = grace;
  if (object.metadata.deletionTimestamp === undefined && metadata.generation !== undefined) {
    metadata.generation += 1;
  }
  if (object.apiVersion === 'v1' && object.kind === 'Namespace') {
    delete metadata.deletionGracePeriodSeconds;
    next['status'] = { phase: 'Terminating' };
  }
}

function isHeldNamespace(object: KubeObject): boolean {
  if (object.apiVersion !== 'v1' || object.kind !== 'Namespace') return false;
  return stringsOf(valueAt(object, 'spec', 'finalizers')).length > 0;
}
