import type { KubeObject } from '@fairway/kube';
import { annotationOf } from '../object/predicates.ts';
import { conditionsOf, readConditions, type Condition } from './conditions.ts';
import { health, type HealthStatus } from './health-status.ts';

const conditionsAnnotation = 'autoscaling.alpha.kubernetes.io/conditions';
const bad: ReadonlySet<string> = new Set([
  'AbleToScale/FailedGetScale',
  'AbleToScale/FailedUpdateScale',
  'ScalingActive/FailedGetResourceMetric',
  'ScalingActive/FailedGetContainerResourceMetric',
  'ScalingActive/FailedGetPodsMetric',
  'ScalingActive/FailedGetObjectMetric',
  'ScalingActive/FailedGetExternalMetric',
  'ScalingActive/InvalidSelector',
]);

/** autoscaling HorizontalPodAutoscaler: v2 by its status, v1 by the annotation that mirrors it. */
export function autoscalerHealth(object: KubeObject): HealthStatus {
  for (const condition of autoscalerConditions(object)) {
    if (bad.has(`${condition.type}/${condition.reason}`)) {
      return health('Degraded', condition.message);
    }
    const decides = condition.type === 'AbleToScale' || condition.type === 'ScalingLimited';
    if (decides && condition.status === 'True') return health('Healthy', condition.message);
  }
  return health('Progressing', 'Waiting to Autoscale');
}

function autoscalerConditions(object: KubeObject): readonly Condition[] {
  if (object.apiVersion !== 'autoscaling/v1') return conditionsOf(object);
  try {
    const parsed: unknown = JSON.parse(annotationOf(object, conditionsAnnotation) ?? '[]');
    return Array.isArray(parsed) ? readConditions(parsed) : [];
  } catch {
    // The annotation is the controller's own; an unreadable one says nothing about the target.
    return [];
  }
}
