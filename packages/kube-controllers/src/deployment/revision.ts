import type { Deployment, ReplicaSet } from '@fairway/kube';
import { rolloutBudget } from './budget.ts';

/** Annotations of the apps/v1 deployment controller. */
export const REVISION = 'deployment.kubernetes.io/revision';
const REVISION_HISTORY = 'deployment.kubernetes.io/revision-history';
export const DESIRED_REPLICAS = 'deployment.kubernetes.io/desired-replicas';
export const MAX_REPLICAS = 'deployment.kubernetes.io/max-replicas';

// Annotations of a Deployment that say nothing about its ReplicaSets.
const NOT_COPIED = new Set([
  'kubectl.kubernetes.io/last-applied-configuration',
  REVISION,
  REVISION_HISTORY,
  DESIRED_REPLICAS,
  MAX_REPLICAS,
]);

/** The revision number of an object, 0 without one. */
export function revisionOf(object: { metadata: { annotations?: Record<string, string> } }): number {
  const revision = Number(object.metadata.annotations?.[REVISION]);
  return Number.isSafeInteger(revision) ? revision : 0;
}

/** The revision that the newest template has: one more than all others. */
export function nextRevision(others: readonly ReplicaSet[]): number {
  return Math.max(0, ...others.map(revisionOf)) + 1;
}

/** The annotations that the newest ReplicaSet shall have. */
export function replicaSetAnnotations(
  deployment: Deployment,
  current: Readonly<Record<string, string>>,
  revision: number,
): Record<string, string> {
  const copied = Object.entries(deployment.metadata.annotations ?? {}).filter(
    ([name]) => !NOT_COPIED.has(name),
  );
  const before = current[REVISION];
  const raised = before !== undefined && Number(before) < revision;
  const history = [current[REVISION_HISTORY], before].filter((text) => text !== undefined);
  return {
    ...current,
    ...Object.fromEntries(copied),
    ...scaleAnnotations(deployment),
    ...(before === undefined || raised ? { [REVISION]: String(revision) } : {}),
    ...(raised ? { [REVISION_HISTORY]: history.filter((text) => text !== '').join(',') } : {}),
  };
}

/** What a ReplicaSet remembers of the size it was scaled for, so that scaling is noticed. */
export function scaleAnnotations(deployment: Deployment): Record<string, string> {
  const { replicas, maxSurge } = rolloutBudget(deployment);
  return {
    [DESIRED_REPLICAS]: String(replicas),
    [MAX_REPLICAS]: String(replicas + maxSurge),
  };
}
