import type { ReplicaSet } from '@fairway/kube';
import type { RolloutBudget } from './budget.ts';
import { sortByAge } from './new-replica-set.ts';

/** New sizes of ReplicaSets, by name. */
export type Sizes = Map<string, number>;

/** The wanted size of a ReplicaSet. */
export function sizeOf(replicaSet: ReplicaSet): number {
  return replicaSet.spec.replicas ?? 1;
}

/** The sum of the wanted sizes. */
export function totalSize(replicaSets: readonly ReplicaSet[]): number {
  return replicaSets.reduce((sum, rs) => sum + sizeOf(rs), 0);
}

/** The sum of available pods. */
export function totalAvailable(replicaSets: readonly ReplicaSet[]): number {
  return replicaSets.reduce((sum, rs) => sum + (rs.status?.availableReplicas ?? 0), 0);
}

/** The size the new ReplicaSet may have now: up to the wanted one, within the surge. */
export function newReplicaSetSize(
  budget: RolloutBudget,
  all: readonly ReplicaSet[],
  current: number,
): number {
  if (current >= budget.replicas) return budget.replicas;
  const room = budget.replicas + budget.maxSurge - totalSize(all);
  return room <= 0 ? current : current + Math.min(room, budget.replicas - current);
}

/**
 * The smaller sizes that the old ReplicaSets may have now. A pod that isn't available goes first;
 * an available one only while enough others are: never below `replicas - maxUnavailable`, where
 * every pod of the new ReplicaSet that isn't available yet counts as missing.
 */
export function oldReplicaSetSizes(
  budget: RolloutBudget,
  newest: ReplicaSet,
  old: readonly ReplicaSet[],
): Sizes {
  const sizes: Sizes = new Map();
  const all = [...old, newest];
  const minAvailable = budget.replicas - budget.maxUnavailable;
  const newUnavailable = sizeOf(newest) - (newest.status?.availableReplicas ?? 0);
  const maxScaledDown = totalSize(all) - minAvailable - newUnavailable;
  if (totalSize(old) === 0 || maxScaledDown <= 0) return sizes;
  scaleDownUnhealthy(sizes, old, maxScaledDown);
  scaleDownAvailable(sizes, old, totalAvailable(all) - minAvailable);
  return sizes;
}

function scaleDownUnhealthy(sizes: Sizes, old: readonly ReplicaSet[], most: number): void {
  let left = most;
  for (const rs of sortByAge(old)) {
    const unhealthy = sizeOf(rs) - (rs.status?.availableReplicas ?? 0);
    const count = Math.min(left, unhealthy);
    if (count <= 0) continue;
    sizes.set(rs.metadata.name ?? '', sizeOf(rs) - count);
    left -= count;
  }
}

function scaleDownAvailable(sizes: Sizes, old: readonly ReplicaSet[], most: number): void {
  let left = most;
  for (const rs of sortByAge(old)) {
    const name = rs.metadata.name ?? '';
    const size = sizes.get(name) ?? sizeOf(rs);
    const count = Math.min(left, size);
    if (count <= 0) continue;
    sizes.set(name, size - count);
    left -= count;
  }
}
