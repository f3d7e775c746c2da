import {
  matchesLabelSelector,
  type Condition,
  type Pod,
  type ReplicaSet,
  type ReplicaSetStatus,
} from '@fairway/kube';
import { setCondition, withoutCondition } from '../runtime/conditions.ts';
import { availableAt, isPodActive, isPodAvailable, isPodReady } from '../runtime/pods.ts';
import { sortForDeletion } from './rank.ts';

/** All that the ReplicaSet controller looks at. */
export interface ObservedReplicaSet {
  replicaSet: ReplicaSet;
  /** The pods that it owns. */
  pods: readonly Pod[];
  now: Date;
}

/** What to do about the number of pods. */
export interface ReplicaSetDecision {
  create: number;
  delete: Pod[];
}

/** The most pods that one step makes or takes away. */
const BURST = 500;

/** Decides how many pods to make, or which to delete. */
export function decideReplicaSet({ replicaSet, pods }: ObservedReplicaSet): ReplicaSetDecision {
  if (replicaSet.metadata.deletionTimestamp !== undefined) return { create: 0, delete: [] };
  const active = pods.filter(isPodActive);
  const missing = (replicaSet.spec.replicas ?? 1) - active.length;
  if (missing >= 0) return { create: Math.min(missing, BURST), delete: [] };
  return { create: 0, delete: sortForDeletion(active).slice(0, Math.min(-missing, BURST)) };
}

/** The status, with `failure` saying why pods could not be made or deleted. */
export function replicaSetStatus(
  observed: ObservedReplicaSet,
  failure?: { reason: 'FailedCreate' | 'FailedDelete'; message: string },
): ReplicaSetStatus {
  const { replicaSet, now } = observed;
  const active = observed.pods.filter(isPodActive);
  const { template, minReadySeconds = 0 } = replicaSet.spec;
  const matchLabels = template.metadata?.labels ?? {};
  const count = (test: (pod: Pod) => boolean): number => active.filter(test).length;
  const counts = {
    fullyLabeledReplicas: count((pod) =>
      matchesLabelSelector(pod.metadata.labels, { matchLabels }),
    ),
    readyReplicas: count(isPodReady),
    availableReplicas: count((pod) => isPodAvailable(pod, minReadySeconds, now)),
  };
  const conditions = failureConditions(replicaSet.status?.conditions ?? [], failure, now);
  const generation = replicaSet.metadata.generation;
  return {
    replicas: active.length,
    ...Object.fromEntries(Object.entries(counts).filter(([, value]) => value !== 0)),
    ...(generation === undefined ? {} : { observedGeneration: generation }),
    ...(conditions.length === 0 ? {} : { conditions }),
  };
}

/** When the next ready pod becomes available, from now in milliseconds. */
export function nextAvailability({
  replicaSet,
  pods,
  now,
}: ObservedReplicaSet): number | undefined {
  const { minReadySeconds = 0 } = replicaSet.spec;
  const waits = pods
    .filter(isPodActive)
    .map((pod) => (availableAt(pod, minReadySeconds) ?? 0) - now.getTime())
    .filter((wait) => wait > 0);
  return waits.length === 0 ? undefined : Math.min(...waits);
}

function failureConditions(
  conditions: readonly Condition[],
  failure: { reason: string; message: string } | undefined,
  now: Date,
): Condition[] {
  if (failure === undefined) return withoutCondition(conditions, 'ReplicaFailure');
  return setCondition(conditions, { type: 'ReplicaFailure', status: 'True', ...failure }, now);
}
