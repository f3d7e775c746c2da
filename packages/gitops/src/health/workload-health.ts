import type { KubeObject } from '@fairway/kube';
import { readNumber, readPath, readString } from '../object/read.ts';
import { conditionsOf } from './conditions.ts';
import { health, type HealthStatus } from './health-status.ts';

function statusNumber(object: KubeObject, field: string): number {
  return readNumber(object, 'status', field) ?? 0;
}

function isBehind(object: KubeObject): boolean {
  return (object.metadata.generation ?? 0) > statusNumber(object, 'observedGeneration');
}

/** apps/v1 Deployment. */
export function deploymentHealth(object: KubeObject): HealthStatus {
  if (readPath(object, 'spec', 'paused') === true) {
    return health('Suspended', 'Deployment is paused');
  }
  const waiting = 'Waiting for rollout to finish:';
  if (isBehind(object)) {
    return health(
      'Progressing',
      `${waiting} observed deployment generation less than desired generation`,
    );
  }
  const progressing = conditionsOf(object).find((condition) => condition.type === 'Progressing');
  if (progressing?.reason === 'ProgressDeadlineExceeded') {
    return health(
      'Degraded',
      `Deployment "${object.metadata.name ?? ''}" exceeded its progress deadline`,
    );
  }
  const desired = readNumber(object, 'spec', 'replicas');
  const total = statusNumber(object, 'replicas');
  const updated = statusNumber(object, 'updatedReplicas');
  const available = statusNumber(object, 'availableReplicas');
  if (desired !== undefined && updated < desired) {
    return health(
      'Progressing',
      `${waiting} ${updated} out of ${desired} new replicas have been updated...`,
    );
  }
  if (total > updated) {
    return health(
      'Progressing',
      `${waiting} ${total - updated} old replicas are pending termination...`,
    );
  }
  if (available < updated) {
    return health(
      'Progressing',
      `${waiting} ${available} of ${updated} updated replicas are available...`,
    );
  }
  return health('Healthy');
}

/** apps/v1 ReplicaSet. */
export function replicaSetHealth(object: KubeObject): HealthStatus {
  const waiting = 'Waiting for rollout to finish:';
  if (isBehind(object)) {
    return health(
      'Progressing',
      `${waiting} observed replica set generation less than desired generation`,
    );
  }
  const failure = conditionsOf(object).find(
    (condition) => condition.type === 'ReplicaFailure' && condition.status === 'True',
  );
  if (failure) return health('Degraded', failure.message);
  const desired = readNumber(object, 'spec', 'replicas');
  const available = statusNumber(object, 'availableReplicas');
  if (desired !== undefined && available < desired) {
    return health(
      'Progressing',
      `${waiting} ${available} out of ${desired} new replicas are available...`,
    );
  }
  return health('Healthy');
}

/** apps/v1 StatefulSet. */
export function statefulSetHealth(object: KubeObject): HealthStatus {
  if (statusNumber(object, 'observedGeneration') === 0 || isBehind(object)) {
    return health('Progressing', 'Waiting for statefulset spec update to be observed...');
  }
  const desired = readNumber(object, 'spec', 'replicas');
  const ready = statusNumber(object, 'readyReplicas');
  if (desired !== undefined && ready < desired) {
    return health('Progressing', `Waiting for ${desired - ready} pods to be ready...`);
  }
  const strategy = readString(object, 'spec', 'updateStrategy', 'type');
  const rolling = readPath(object, 'spec', 'updateStrategy', 'rollingUpdate');
  if (strategy === 'RollingUpdate' && rolling !== undefined && rolling !== null) {
    return partitionHealth(object, readNumber(rolling, 'partition'), desired);
  }
  if (strategy === 'OnDelete') return health('Healthy', `statefulset has ${ready} ready pods`);
  const revision = readString(object, 'status', 'updateRevision') ?? '';
  const updated = statusNumber(object, 'updatedReplicas');
  if (revision !== (readString(object, 'status', 'currentRevision') ?? '')) {
    return health(
      'Progressing',
      `waiting for statefulset rolling update to complete ${updated} pods at revision ${revision}...`,
    );
  }
  return health(
    'Healthy',
    `statefulset rolling update complete ${statusNumber(object, 'currentReplicas')} pods at revision ${revision}...`,
  );
}

function partitionHealth(
  object: KubeObject,
  partition: number | undefined,
  desired: number | undefined,
): HealthStatus {
  const updated = statusNumber(object, 'updatedReplicas');
  if (desired !== undefined && partition !== undefined && updated < desired - partition) {
    return health(
      'Progressing',
      `Waiting for partitioned roll out to finish: ${updated} out of ${desired - partition} new pods have been updated...`,
    );
  }
  return health(
    'Healthy',
    `partitioned roll out complete: ${updated} new pods have been updated...`,
  );
}

/** apps/v1 DaemonSet. */
export function daemonSetHealth(object: KubeObject): HealthStatus {
  if (isBehind(object)) {
    return health(
      'Progressing',
      'Waiting for rollout to finish: observed daemon set generation less than desired generation',
    );
  }
  const desired = statusNumber(object, 'desiredNumberScheduled');
  const updated = statusNumber(object, 'updatedNumberScheduled');
  const available = statusNumber(object, 'numberAvailable');
  if (readString(object, 'spec', 'updateStrategy', 'type') === 'OnDelete') {
    return health('Healthy', `daemon set ${updated} out of ${desired} new pods have been updated`);
  }
  const waiting = `Waiting for daemon set "${object.metadata.name ?? ''}" rollout to finish:`;
  if (updated < desired) {
    return health(
      'Progressing',
      `${waiting} ${updated} out of ${desired} new pods have been updated...`,
    );
  }
  if (available < desired) {
    return health(
      'Progressing',
      `${waiting} ${available} of ${desired} updated pods are available...`,
    );
  }
  return health('Healthy');
}
