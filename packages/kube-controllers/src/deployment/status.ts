import {
  parseTime,
  type Condition,
  type Deployment,
  type DeploymentStatus,
  type ReplicaSet,
} from '@fairway/kube';
import { setCondition, withoutCondition, type NewCondition } from '../runtime/conditions.ts';
import { conditionOf } from '../runtime/pods.ts';
import { rolloutBudget } from './budget.ts';
import { totalAvailable, totalSize } from './rolling.ts';

/** What the status is computed from. */
export interface StatusInput {
  deployment: Deployment;
  newest: ReplicaSet | undefined;
  old: readonly ReplicaSet[];
  /** Conditions so far, with those that this step already decided. */
  conditions: readonly Condition[];
  now: Date;
}

const OPTIONS = { updateTime: true };

/** Counts and the Available condition, without judging progress. */
export function deploymentCounts(input: StatusInput): DeploymentStatus {
  const { deployment, newest, old, now } = input;
  const all = newest === undefined ? [...old] : [...old, newest];
  const { replicas, maxUnavailable } = rolloutBudget(deployment);
  const available = totalAvailable(all);
  const enough = available >= replicas - maxUnavailable;
  const collisionCount = deployment.status?.collisionCount;
  const generation = deployment.metadata.generation;
  const counts = {
    replicas: sum(all, (rs) => rs.status?.replicas),
    updatedReplicas: newest?.status?.replicas ?? 0,
    readyReplicas: sum(all, (rs) => rs.status?.readyReplicas),
    availableReplicas: available,
    unavailableReplicas: Math.max(0, totalSize(all) - available),
  };
  return {
    ...(generation === undefined ? {} : { observedGeneration: generation }),
    ...withoutZeros(counts),
    ...(collisionCount === undefined ? {} : { collisionCount }),
    conditions: setCondition(input.conditions, availability(enough), now, OPTIONS),
  };
}

/** Counts, conditions and progress, as kube-controller-manager 1.31 writes them. */
export function deploymentStatus(input: StatusInput): DeploymentStatus {
  const counts = deploymentCounts(input);
  const conditions = replicaFailure(input, progress(input, counts));
  return { ...counts, conditions };
}

/** True when every pod is of the present template and available, and no other is left. */
export function isComplete(deployment: Deployment, status: DeploymentStatus): boolean {
  const replicas = deployment.spec.replicas ?? 1;
  return (
    (status.updatedReplicas ?? 0) === replicas &&
    (status.replicas ?? 0) === replicas &&
    (status.availableReplicas ?? 0) === replicas &&
    (status.observedGeneration ?? 0) >= (deployment.metadata.generation ?? 0)
  );
}

/** When the progress deadline ends, in milliseconds; undefined when it doesn't run. */
export function progressDeadline(
  deployment: Deployment,
  conditions: readonly Condition[] | undefined,
): number | undefined {
  const seconds = deployment.spec.progressDeadlineSeconds;
  const condition = conditionOf(conditions, 'Progressing');
  if (seconds === undefined || seconds >= 2 ** 31 - 1 || deployment.spec.paused === true) {
    return undefined;
  }
  if (condition === undefined || condition.reason === 'NewReplicaSetAvailable') return undefined;
  const from = parseTime(condition.lastUpdateTime);
  return from === undefined ? undefined : from + seconds * 1000;
}

function progress(input: StatusInput, status: DeploymentStatus): Condition[] {
  const { deployment, newest, now } = input;
  const conditions = status.conditions ?? [];
  if (deployment.spec.progressDeadlineSeconds === undefined) {
    return withoutCondition(conditions, 'Progressing');
  }
  const current = conditionOf(conditions, 'Progressing');
  const settled =
    (status.replicas ?? 0) === (status.updatedReplicas ?? 0) &&
    current?.reason === 'NewReplicaSetAvailable';
  if (settled) return conditions;
  const subject =
    newest === undefined
      ? `Deployment "${deployment.metadata.name}"`
      : `ReplicaSet "${newest.metadata.name}"`;
  if (isComplete(deployment, status)) {
    const message = `${subject} has successfully progressed.`;
    return setCondition(
      conditions,
      progressing('True', 'NewReplicaSetAvailable', message),
      now,
      OPTIONS,
    );
  }
  if (hasProgressed(deployment.status ?? {}, status)) {
    const next = progressing('True', 'ReplicaSetUpdated', `${subject} is progressing.`);
    return setCondition(conditions, next, now, { updateTime: true, always: true });
  }
  const deadline = progressDeadline(deployment, conditions);
  const timedOut =
    current?.reason === 'ProgressDeadlineExceeded' ||
    (deadline !== undefined && deadline < now.getTime());
  if (!timedOut) return conditions;
  const message = `${subject} has timed out progressing.`;
  return setCondition(
    conditions,
    progressing('False', 'ProgressDeadlineExceeded', message),
    now,
    OPTIONS,
  );
}

/** More updated, fewer old, more ready or more available pods than before. */
function hasProgressed(before: DeploymentStatus, after: DeploymentStatus): boolean {
  const count = (value: number | undefined): number => value ?? 0;
  const oldBefore = count(before.replicas) - count(before.updatedReplicas);
  const oldAfter = count(after.replicas) - count(after.updatedReplicas);
  return (
    count(after.updatedReplicas) > count(before.updatedReplicas) ||
    oldAfter < oldBefore ||
    count(after.readyReplicas) > count(before.readyReplicas) ||
    count(after.availableReplicas) > count(before.availableReplicas)
  );
}

/** Passes on why a ReplicaSet can't make its pods (a quota, an admission). */
function replicaFailure({ newest, old, now }: StatusInput, conditions: Condition[]): Condition[] {
  const failures = [newest, ...old].flatMap((rs) => {
    const failure = conditionOf(rs?.status?.conditions, 'ReplicaFailure');
    return failure === undefined ? [] : [failure];
  });
  const [failure] = failures;
  if (failure === undefined) return withoutCondition(conditions, 'ReplicaFailure');
  const { type, status, reason, message } = failure;
  const next = { type, status, ...(reason && { reason }), ...(message && { message }) };
  return setCondition(conditions, next, now, OPTIONS);
}

function availability(enough: boolean): NewCondition {
  return enough
    ? {
        type: 'Available',
        status: 'True',
        reason: 'MinimumReplicasAvailable',
        message: 'Deployment has minimum availability.',
      }
    : {
        type: 'Available',
        status: 'False',
        reason: 'MinimumReplicasUnavailable',
        message: 'Deployment does not have minimum availability.',
      };
}

/** A Progressing condition. */
export function progressing(
  status: 'True' | 'False' | 'Unknown',
  reason: string,
  message: string,
): NewCondition {
  return { type: 'Progressing', status, reason, message };
}

function sum(
  replicaSets: readonly ReplicaSet[],
  count: (replicaSet: ReplicaSet) => number | undefined,
): number {
  return replicaSets.reduce((total, rs) => total + (count(rs) ?? 0), 0);
}

/** Counts of zero are left out, as the API leaves them out. */
function withoutZeros<T extends Record<string, number>>(counts: T): Partial<T> {
  // Only entries are taken away.
  return Object.fromEntries(
    Object.entries(counts).filter(([, value]) => value !== 0),
  ) as Partial<T>;
}
