import type { KubeObject } from '@fairway/kube';
import { readString } from '../object/read.ts';
import { conditionsOf } from './conditions.ts';
import { health, type HealthStatus } from './health-status.ts';

/** batch/v1 Job. */
export function jobHealth(object: KubeObject): HealthStatus {
  let failure: string | undefined;
  let suspended: string | undefined;
  let isComplete = false;
  let message: string | undefined;
  for (const condition of conditionsOf(object)) {
    if (condition.status === 'False') continue;
    if (condition.type === 'Failed') failure = condition.message;
    if (condition.type === 'Suspended') suspended = condition.message;
    if (condition.type === 'Complete') {
      isComplete = true;
      message = condition.message;
    }
  }
  if (failure !== undefined) return health('Degraded', failure);
  if (suspended !== undefined && !isComplete) return health('Suspended', suspended);
  return isComplete ? health('Healthy', message) : health('Progressing', message);
}

/** argoproj.io Workflow. */
export function workflowHealth(object: KubeObject): HealthStatus {
  const message = readString(object, 'status', 'message');
  switch (readString(object, 'status', 'phase') ?? '') {
    case '':
    case 'Pending':
    case 'Running':
      return health('Progressing', message);
    case 'Succeeded':
      return health('Healthy', message);
    case 'Failed':
    case 'Error':
      return health('Degraded', message);
    default:
      return health('Unknown', message);
  }
}
