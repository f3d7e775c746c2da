import type { KubeObject } from '@fairway/kube';
import { groupOf } from '../object/resource-key.ts';
import { hookFinalizer } from '../sync/hooks.ts';
import { autoscalerHealth } from './autoscaler-health.ts';
import { jobHealth, workflowHealth } from './batch-health.ts';
import { health, type HealthStatus } from './health-status.ts';
import {
  apiServiceHealth,
  ingressHealth,
  serviceHealth,
  volumeClaimHealth,
} from './network-health.ts';
import { podHealth } from './pod-health.ts';
import {
  daemonSetHealth,
  deploymentHealth,
  replicaSetHealth,
  statefulSetHealth,
} from './workload-health.ts';

/** Judges one live object. */
type HealthRule = (object: KubeObject) => HealthStatus;

/** Argo CD's built-in rules by `group/Kind`; a kind that is absent has no health and never waits. */
export const builtInRules: ReadonlyMap<string, HealthRule> = new Map<string, HealthRule>([
  ['apps/Deployment', deploymentHealth],
  ['apps/StatefulSet', statefulSetHealth],
  ['apps/DaemonSet', daemonSetHealth],
  ['apps/ReplicaSet', replicaSetHealth],
  ['/Pod', podHealth],
  ['/Service', serviceHealth],
  ['/PersistentVolumeClaim', volumeClaimHealth],
  ['batch/Job', jobHealth],
  ['autoscaling/HorizontalPodAutoscaler', autoscalerHealth],
  ['networking.k8s.io/Ingress', ingressHealth],
  ['extensions/Ingress', ingressHealth],
  ['apiregistration.k8s.io/APIService', apiServiceHealth],
  ['argoproj.io/Workflow', workflowHealth],
]);

/**
 * The health of a live object by Argo CD's built-in rules; undefined when its kind has none.
 * An object being deleted is Progressing, unless our hook finalizer still keeps it to be read.
 */
export function resourceHealth(object: KubeObject): HealthStatus | undefined {
  const isKept = object.metadata.finalizers?.includes(hookFinalizer) ?? false;
  if (object.metadata.deletionTimestamp !== undefined && !isKept) {
    return health('Progressing', 'Pending deletion');
  }
  return builtInRules.get(`${groupOf(object.apiVersion)}/${object.kind}`)?.(object);
}
