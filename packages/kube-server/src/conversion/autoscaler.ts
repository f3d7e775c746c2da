import type { KubeObject } from '@fairway/kube';
import { isObject, objectAt, objectsOf, textOf, valueAt, type JsonObject } from '../json.ts';

const metricsAnnotation = 'autoscaling.alpha.kubernetes.io/metrics';
const behaviorAnnotation = 'autoscaling.alpha.kubernetes.io/behavior';

function isCpuUtilization(metric: JsonObject): boolean {
  return (
    valueAt(metric, 'resource', 'name') === 'cpu' &&
    valueAt(metric, 'resource', 'target', 'averageUtilization') !== undefined
  );
}

/** autoscaling/v2 → v1: what v1 cannot say goes into annotations, as kube-apiserver does it. */
export function autoscalerV2ToV1(object: KubeObject): KubeObject {
  const { metrics, behavior, ...spec } = objectAt(object, 'spec') ?? {};
  const all = objectsOf(metrics);
  const cpu = all.find(isCpuUtilization);
  const rest = all.filter((metric) => metric !== cpu);
  const target = valueAt(cpu, 'resource', 'target', 'averageUtilization');
  const { currentMetrics, conditions: _, ...status } = objectAt(object, 'status') ?? {};
  const current = valueAt(
    objectsOf(currentMetrics).find((metric) => valueAt(metric, 'resource', 'name') === 'cpu'),
    'resource',
    'current',
    'averageUtilization',
  );
  const annotations = {
    ...object.metadata.annotations,
    ...(rest.length > 0 ? { [metricsAnnotation]: JSON.stringify(rest) } : {}),
    ...(isObject(behavior) ? { [behaviorAnnotation]: JSON.stringify(behavior) } : {}),
  };
  return {
    ...object,
    apiVersion: 'autoscaling/v1',
    metadata: {
      ...object.metadata,
      ...(Object.keys(annotations).length > 0 ? { annotations } : {}),
    },
    spec: { ...spec, ...(target === undefined ? {} : { targetCPUUtilizationPercentage: target }) },
    status: {
      currentReplicas: 0,
      desiredReplicas: 0,
      ...status,
      ...(current === undefined ? {} : { currentCPUUtilizationPercentage: current }),
    },
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** autoscaling/v1 → v2, the inverse of `autoscalerV2ToV1`. */
export function autoscalerV1ToV2(object: KubeObject): KubeObject {
  const { targetCPUUtilizationPercentage: target, ...spec } = objectAt(object, 'spec') ?? {};
  const annotations = { ...object.metadata.annotations };
  const rest = objectsOf(parsed(textOf(annotations[metricsAnnotation])));
  const behavior = parsed(textOf(annotations[behaviorAnnotation]));
  delete annotations[metricsAnnotation];
  delete annotations[behaviorAnnotation];
  const cpu =
    typeof target === 'number'
      ? [
          {
            type: 'Resource',
            resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: target } },
          },
        ]
      : [];
  const metrics = [...cpu, ...rest];
  const { annotations: _, ...metadata } = object.metadata;
  const { currentCPUUtilizationPercentage: __, ...status } = objectAt(object, 'status') ?? {};
  return {
    ...object,
    apiVersion: 'autoscaling/v2',
    metadata: { ...metadata, ...(Object.keys(annotations).length > 0 ? { annotations } : {}) },
    spec: {
      ...spec,
      ...(metrics.length > 0 ? { metrics } : {}),
      ...(isObject(behavior) ? { behavior } : {}),
    },
    ...(object['status'] === undefined ? {} : { status: { currentMetrics: null, ...status } }),
  };
}
