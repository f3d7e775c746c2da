import type { Deployment, ReplicaSet } from '@fairway/kube';
import { rolloutBudget } from './budget.ts';
import { sortByAge } from './new-replica-set.ts';
import { DESIRED_REPLICAS, MAX_REPLICAS } from './revision.ts';
import { sizeOf, totalSize, type Sizes } from './rolling.ts';

/** True when the Deployment was scaled since its ReplicaSets last were. */
export function isScalingEvent(deployment: Deployment, all: readonly ReplicaSet[]): boolean {
  const { replicas } = rolloutBudget(deployment);
  return all
    .filter((rs) => sizeOf(rs) > 0)
    .some((rs) => {
      const desired = rs.metadata.annotations?.[DESIRED_REPLICAS];
      return desired !== undefined && Number(desired) !== replicas;
    });
}

/**
 * The sizes after scaling: the only active ReplicaSet takes all, a finished rollout empties the
 * old ones, and in the middle of a rolling update each gets its share.
 */
export function scaledSizes(
  deployment: Deployment,
  newest: ReplicaSet | undefined,
  old: readonly ReplicaSet[],
): Sizes {
  const { replicas } = rolloutBudget(deployment);
  const all = newest === undefined ? [...old] : [...old, newest];
  const active = all.filter((rs) => sizeOf(rs) > 0);
  if (active.length <= 1) {
    const only = active[0] ?? newest ?? sortByAge(old).at(-1);
    return only === undefined ? new Map() : new Map([[only.metadata.name ?? '', replicas]]);
  }
  if (newest !== undefined && isSaturated(newest, replicas)) {
    return new Map(old.filter((rs) => sizeOf(rs) > 0).map((rs) => [rs.metadata.name ?? '', 0]));
  }
  if (deployment.spec.strategy?.type === 'Recreate') return new Map();
  return proportionalSizes(deployment, active);
}

function isSaturated(newest: ReplicaSet, replicas: number): boolean {
  const desired = Number(newest.metadata.annotations?.[DESIRED_REPLICAS]);
  const available = newest.status?.availableReplicas ?? 0;
  return sizeOf(newest) === replicas && desired === replicas && available === replicas;
}

function proportionalSizes(deployment: Deployment, active: readonly ReplicaSet[]): Sizes {
  const { replicas, maxSurge } = rolloutBudget(deployment);
  const allowed = replicas > 0 ? replicas + maxSurge : 0;
  const toAdd = allowed - totalSize(active);
  const order = sortByAge(active).sort((a, b) => sizeOf(b) - sizeOf(a));
  const ordered = toAdd > 0 ? newerFirst(order) : order;
  const sizes: Sizes = new Map();
  let added = 0;
  for (const rs of ordered) {
    const share = toAdd === 0 ? 0 : proportion(deployment, rs, allowed, toAdd - added);
    sizes.set(rs.metadata.name ?? '', sizeOf(rs) + share);
    added += share;
  }
  const [first] = ordered;
  if (first !== undefined && toAdd !== 0) {
    const name = first.metadata.name ?? '';
    sizes.set(name, Math.max(0, (sizes.get(name) ?? 0) + toAdd - added));
  }
  return sizes;
}

function proportion(deployment: Deployment, rs: ReplicaSet, allowed: number, left: number): number {
  const size = sizeOf(rs);
  if (allowed === 0) return -size;
  const before = Number(rs.metadata.annotations?.[MAX_REPLICAS]) || deployment.status?.replicas;
  const fraction = Math.round((size * allowed) / (before || allowed)) - size;
  return left > 0 ? Math.max(0, Math.min(fraction, left)) : Math.min(0, Math.max(fraction, left));
}

/** Largest first, and of equal sizes the newer one. */
function newerFirst(order: readonly ReplicaSet[]): ReplicaSet[] {
  return sortByAge(order)
    .reverse()
    .sort((a, b) => sizeOf(b) - sizeOf(a));
}
