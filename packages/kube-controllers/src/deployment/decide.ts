import type { Condition, Deployment, DeploymentStatus, Pod, ReplicaSet } from '@fairway/kube';
import { jsonEqual } from '@fairway/kube';
import { setCondition } from '../runtime/conditions.ts';
import { conditionOf, isPodTerminal } from '../runtime/pods.ts';
import { rolloutBudget } from './budget.ts';
import { buildReplicaSet, findNewReplicaSet } from './new-replica-set.ts';
import { nextRevision, replicaSetAnnotations, revisionOf, scaleAnnotations } from './revision.ts';
import { newReplicaSetSize, oldReplicaSetSizes, sizeOf, totalSize, type Sizes } from './rolling.ts';
import { isScalingEvent, scaledSizes } from './scaling.ts';
import {
  deploymentCounts,
  deploymentStatus,
  isComplete,
  progressDeadline,
  progressing,
} from './status.ts';

/** All that the deployment controller looks at. */
export interface ObservedDeployment {
  deployment: Deployment;
  /** The ReplicaSets that it owns. */
  replicaSets: readonly ReplicaSet[];
  /** The pods of those ReplicaSets. */
  pods: readonly Pod[];
  now: Date;
}

/** One write to a ReplicaSet. */
export type ReplicaSetAction =
  | { type: 'create'; replicaSet: ReplicaSet }
  | {
      type: 'update';
      name: string;
      replicas?: number;
      minReadySeconds?: number;
      annotations: Record<string, string>;
    }
  | { type: 'delete'; name: string };

/** One step of a rollout. */
export interface DeploymentDecision {
  actions: ReplicaSetAction[];
  /** The revision to write on the Deployment itself, when it changes. */
  revision?: number;
  status: DeploymentStatus;
  /** When to look again if nothing else happens. */
  requeueAfterMs?: number;
}

interface Split {
  newest: ReplicaSet | undefined;
  old: ReplicaSet[];
}

/** Decides one step of the rollout of a Deployment, as kube-controller-manager 1.31 does. */
export function decideDeployment(observed: ObservedDeployment): DeploymentDecision {
  const { deployment, replicaSets } = observed;
  const newest = findNewReplicaSet(deployment, replicaSets);
  const split = { newest, old: replicaSets.filter((rs) => rs !== newest) };
  const conditions = pausedConditions(observed);
  if (deployment.metadata.deletionTimestamp !== undefined) {
    return { actions: [], status: deploymentCounts({ ...observed, ...split, conditions }) };
  }
  if (deployment.spec.paused === true || isScalingEvent(deployment, replicaSets)) {
    const actions = resize(deployment, split, scaledSizes(deployment, newest, split.old));
    return { actions, status: deploymentCounts({ ...observed, ...split, conditions }) };
  }
  return rollOut(observed, split, conditions);
}

function rollOut(
  observed: ObservedDeployment,
  split: Split,
  conditions: Condition[],
): DeploymentDecision {
  const { deployment, now } = observed;
  const recreate = deployment.spec.strategy?.type === 'Recreate';
  if (recreate && split.newest === undefined && !oldPodsGone(observed, split)) {
    return finish(observed, split, emptyOld(deployment, split.old), conditions);
  }
  const revision = nextRevision(split.old);
  if (split.newest === undefined) {
    const all = split.old;
    const size = newReplicaSetSize(rolloutBudget(deployment), all, 0);
    const replicaSet = buildReplicaSet(deployment, size, revision);
    const message = `Created new replica set "${replicaSet.metadata.name}"`;
    const created = progressing('True', 'NewReplicaSetCreated', message);
    const next = setCondition(conditions, created, now, { updateTime: true });
    const decision = finish(observed, split, [{ type: 'create', replicaSet }], next);
    return revisionOf(deployment) === revision ? decision : { ...decision, revision };
  }
  const actions = moveOn(observed, { newest: split.newest, old: split.old }, revision);
  const decision = finish(observed, split, actions, foundConditions(observed, split, conditions));
  const current = Math.max(revision, revisionOf(split.newest));
  return revisionOf(deployment) === current ? decision : { ...decision, revision: current };
}

/** Scales the new ReplicaSet up, else the old ones down, else cleans up. */
function moveOn(
  observed: ObservedDeployment,
  split: { newest: ReplicaSet; old: ReplicaSet[] },
  revision: number,
): ReplicaSetAction[] {
  const { deployment } = observed;
  const { newest, old } = split;
  const budget = rolloutBudget(deployment);
  const recreate = deployment.spec.strategy?.type === 'Recreate';
  if (recreate && !oldPodsGone(observed, split)) return emptyOld(deployment, old);
  const target = recreate
    ? budget.replicas
    : newReplicaSetSize(budget, [...old, newest], sizeOf(newest));
  const up = updateNewest(deployment, newest, target, revision);
  if (target !== sizeOf(newest)) return up;
  const down = recreate ? [] : resize(deployment, split, oldReplicaSetSizes(budget, newest, old));
  if (down.length > 0) return [...up, ...down];
  const status = deploymentCounts({ ...observed, ...split, conditions: [] });
  return isComplete(deployment, status) ? [...up, ...cleanUp(deployment, old)] : up;
}

function finish(
  observed: ObservedDeployment,
  split: Split,
  actions: ReplicaSetAction[],
  conditions: Condition[],
): DeploymentDecision {
  const status = deploymentStatus({ ...observed, ...split, conditions });
  const deadline = progressDeadline(observed.deployment, status.conditions);
  const exceeded = conditionOf(status.conditions, 'Progressing')?.status === 'False';
  if (deadline === undefined || exceeded) return { actions, status };
  // A second later, so that the deadline has surely passed.
  return {
    actions,
    status,
    requeueAfterMs: Math.max(0, deadline - observed.now.getTime()) + 1000,
  };
}

function updateNewest(
  deployment: Deployment,
  newest: ReplicaSet,
  replicas: number,
  revision: number,
): ReplicaSetAction[] {
  const before = newest.metadata.annotations ?? {};
  const annotations = replicaSetAnnotations(deployment, before, revision);
  const minReadySeconds = deployment.spec.minReadySeconds ?? 0;
  const sameReady = (newest.spec.minReadySeconds ?? 0) === minReadySeconds;
  if (replicas === sizeOf(newest) && sameReady && jsonEqual(before, annotations)) return [];
  return [
    {
      type: 'update',
      name: newest.metadata.name ?? '',
      annotations,
      ...(replicas === sizeOf(newest) ? {} : { replicas }),
      ...(sameReady ? {} : { minReadySeconds }),
    },
  ];
}

function resize(deployment: Deployment, split: Split, sizes: Sizes): ReplicaSetAction[] {
  const all = split.newest === undefined ? split.old : [...split.old, split.newest];
  return all.flatMap((rs): ReplicaSetAction[] => {
    const name = rs.metadata.name ?? '';
    const replicas = sizes.get(name) ?? sizeOf(rs);
    const before = rs.metadata.annotations ?? {};
    const annotations = { ...before, ...scaleAnnotations(deployment) };
    if (!sizes.has(name) || (replicas === sizeOf(rs) && jsonEqual(before, annotations))) return [];
    return [{ type: 'update', name, replicas, annotations }];
  });
}

function emptyOld(deployment: Deployment, old: ReplicaSet[]): ReplicaSetAction[] {
  const active = old.filter((rs) => sizeOf(rs) > 0);
  const sizes = new Map(active.map((rs) => [rs.metadata.name ?? '', 0]));
  return resize(deployment, { newest: undefined, old: active }, sizes);
}

function oldPodsGone({ pods }: ObservedDeployment, { newest, old }: Split): boolean {
  const own = newest?.metadata.uid;
  const running = pods.some(
    (pod) =>
      !isPodTerminal(pod) && !pod.metadata.ownerReferences?.some((owner) => owner.uid === own),
  );
  return !running && totalSize(old) === 0;
}

/** Old ReplicaSets beyond the history limit go, oldest revision first, once they are empty. */
function cleanUp(deployment: Deployment, old: readonly ReplicaSet[]): ReplicaSetAction[] {
  const limit = deployment.spec.revisionHistoryLimit ?? 10;
  const alive = old.filter((rs) => rs.metadata.deletionTimestamp === undefined);
  return [...alive]
    .sort((a, b) => revisionOf(a) - revisionOf(b))
    .slice(0, Math.max(0, alive.length - limit))
    .filter(
      (rs) =>
        sizeOf(rs) === 0 &&
        (rs.status?.replicas ?? 0) === 0 &&
        (rs.metadata.generation ?? 0) <= (rs.status?.observedGeneration ?? 0),
    )
    .map((rs) => ({ type: 'delete', name: rs.metadata.name ?? '' }));
}

function foundConditions(
  { deployment, now }: ObservedDeployment,
  { newest }: Split,
  conditions: Condition[],
): Condition[] {
  const known = conditionOf(conditions, 'Progressing') !== undefined;
  if (known || deployment.spec.progressDeadlineSeconds === undefined) return conditions;
  const message = `Found new replica set "${newest?.metadata.name}"`;
  const found = progressing('True', 'FoundNewReplicaSet', message);
  return setCondition(conditions, found, now, { updateTime: true });
}

/** Pausing and resuming stop and restart the progress deadline's clock. */
function pausedConditions({ deployment, now }: ObservedDeployment): Condition[] {
  const conditions = deployment.status?.conditions ?? [];
  const current = conditionOf(conditions, 'Progressing');
  const exceeded = current?.reason === 'ProgressDeadlineExceeded';
  if (deployment.spec.progressDeadlineSeconds === undefined || exceeded) return [...conditions];
  const options = { updateTime: true };
  if (deployment.spec.paused === true && current?.reason !== 'DeploymentPaused') {
    const paused = progressing('Unknown', 'DeploymentPaused', 'Deployment is paused');
    return setCondition(conditions, paused, now, options);
  }
  if (deployment.spec.paused !== true && current?.reason === 'DeploymentPaused') {
    const resumed = progressing('Unknown', 'DeploymentResumed', 'Deployment is resumed');
    return setCondition(conditions, resumed, now, options);
  }
  return [...conditions];
}
