import type { Deployment } from '@fairway/kube';
import { scaledValue } from '../runtime/percent.ts';

/** How far a rolling update may go above and below the wanted number of pods. */
export interface RolloutBudget {
  replicas: number;
  maxSurge: number;
  maxUnavailable: number;
}

/**
 * Resolves maxSurge (rounded up) and maxUnavailable (rounded down, at most the replicas); when
 * both come to 0, one pod may be unavailable so that the update can move at all.
 */
export function rolloutBudget(deployment: Deployment): RolloutBudget {
  const replicas = deployment.spec.replicas ?? 1;
  if (deployment.spec.strategy?.type === 'Recreate') {
    return { replicas, maxSurge: 0, maxUnavailable: 0 };
  }
  const { maxSurge = '25%', maxUnavailable = '25%' } =
    deployment.spec.strategy?.rollingUpdate ?? {};
  const surge = scaledValue(maxSurge, replicas, 'up');
  const unavailable = scaledValue(maxUnavailable, replicas, 'down');
  const least = surge === 0 && unavailable === 0 ? 1 : unavailable;
  return { replicas, maxSurge: surge, maxUnavailable: Math.min(least, replicas) };
}
