import type { KubeObject } from '@fairway/kube';
import type { JsonObject } from '../json.ts';
import type { ServedResource } from '../registry/served-resource.ts';
import { formatTime } from '../verbs/object-meta.ts';
import { qosClass } from './qos-class.ts';

/** The status that a new object of a built-in kind has, as a typed server writes it. */
const table: Readonly<Record<string, (object: KubeObject, now: Date) => JsonObject>> = {
  'core/pods': (object) => ({ phase: 'Pending', qosClass: qosClass(object) }),
  'core/services': () => ({ loadBalancer: {} }),
  'core/namespaces': () => ({ phase: 'Active' }),
  'core/nodes': () => ({
    daemonEndpoints: { kubeletEndpoint: { Port: 0 } },
    nodeInfo: {
      machineID: '',
      systemUUID: '',
      bootID: '',
      kernelVersion: '',
      osImage: '',
      containerRuntimeVersion: '',
      kubeletVersion: '',
      kubeProxyVersion: '',
      operatingSystem: '',
      architecture: '',
    },
  }),
  'core/persistentvolumeclaims': () => ({ phase: 'Pending' }),
  'core/persistentvolumes': (_, now) => ({
    phase: 'Pending',
    lastPhaseTransitionTime: formatTime(now),
  }),
  'core/resourcequotas': () => ({}),
  'core/replicationcontrollers': () => ({ replicas: 0 }),
  'apps/deployments': () => ({}),
  'apps/replicasets': () => ({ replicas: 0 }),
  'apps/statefulsets': () => ({ replicas: 0, availableReplicas: 0 }),
  'apps/daemonsets': () => ({
    currentNumberScheduled: 0,
    numberMisscheduled: 0,
    desiredNumberScheduled: 0,
    numberReady: 0,
  }),
  'batch/jobs': () => ({}),
  'batch/cronjobs': () => ({}),
  'autoscaling/horizontalpodautoscalers': () => ({ desiredReplicas: 0, currentMetrics: null }),
  'networking.k8s.io/ingresses': () => ({ loadBalancer: {} }),
  'policy/poddisruptionbudgets': () => ({
    disruptionsAllowed: 0,
    currentHealthy: 0,
    desiredHealthy: 0,
    expectedPods: 0,
  }),
};

/** The first status of an object, or undefined when its kind begins without one. */
export function initialStatus(
  resource: ServedResource,
  object: KubeObject,
  now: Date,
): JsonObject | undefined {
  if (resource.custom !== undefined) return undefined;
  if (resource.storage.id === 'core/nodes') {
    // A kubelet registers its node with the status filled in.
    return { ...table['core/nodes']?.(object, now), ...asObject(object['status']) };
  }
  return table[resource.storage.id]?.(object, now);
}

function asObject(value: unknown): JsonObject {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
