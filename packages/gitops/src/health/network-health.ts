import type { KubeObject } from '@fairway/kube';
import { readArray, readString } from '../object/read.ts';
import { conditionsOf } from './conditions.ts';
import { health, type HealthStatus } from './health-status.ts';

function hasIngress(object: KubeObject): boolean {
  return readArray(object, 'status', 'loadBalancer', 'ingress').length > 0;
}

/** core/v1 Service: only a load balancer has something to wait for. */
export function serviceHealth(object: KubeObject): HealthStatus {
  const waits = readString(object, 'spec', 'type') === 'LoadBalancer' && !hasIngress(object);
  return health(waits ? 'Progressing' : 'Healthy');
}

/** networking.k8s.io and extensions Ingress. */
export function ingressHealth(object: KubeObject): HealthStatus {
  return health(hasIngress(object) ? 'Healthy' : 'Progressing');
}

/** core/v1 PersistentVolumeClaim. */
export function volumeClaimHealth(object: KubeObject): HealthStatus {
  switch (readString(object, 'status', 'phase')) {
    case 'Bound':
      return health('Healthy');
    case 'Pending':
      return health('Progressing');
    case 'Lost':
      return health('Degraded');
    default:
      return health('Unknown');
  }
}

/** apiregistration.k8s.io APIService. */
export function apiServiceHealth(object: KubeObject): HealthStatus {
  const available = conditionsOf(object).find((condition) => condition.type === 'Available');
  if (available === undefined) return health('Progressing', 'Waiting to be processed');
  const message = `${available.reason}: ${available.message}`;
  return health(available.status === 'True' ? 'Healthy' : 'Progressing', message);
}
