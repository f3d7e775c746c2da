import type { KubeObject } from '@fairway/kube';
import { child, fill, isObject, objectAt, type JsonObject } from '../json.ts';
import type { DefaultsTable } from './defaults-table.ts';

const scaleUp: JsonObject = {
  stabilizationWindowSeconds: 0,
  selectPolicy: 'Max',
  policies: [
    { type: 'Pods', value: 4, periodSeconds: 15 },
    { type: 'Percent', value: 100, periodSeconds: 15 },
  ],
};

const scaleDown: JsonObject = {
  selectPolicy: 'Max',
  policies: [{ type: 'Percent', value: 100, periodSeconds: 15 }],
};

function setAutoscalerDefaults(object: KubeObject): void {
  const spec = child(object, 'spec');
  fill(spec, {
    minReplicas: 1,
    metrics: [
      {
        type: 'Resource',
        resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } },
      },
    ],
  });
  const behavior = spec['behavior'];
  if (isObject(behavior)) {
    fill(child(behavior, 'scaleUp'), structuredClone(scaleUp));
    fill(child(behavior, 'scaleDown'), structuredClone(scaleDown));
  }
  setStatusDefaults(object);
}

/** A typed server always writes these two. */
function setStatusDefaults(object: KubeObject): void {
  const status = objectAt(object, 'status');
  if (status === undefined) return;
  fill(status, { desiredReplicas: 0 });
  status['currentMetrics'] ??= null;
}

export const autoscalingDefaults: DefaultsTable = {
  'autoscaling/v2/HorizontalPodAutoscaler': setAutoscalerDefaults,
  'autoscaling/v1/HorizontalPodAutoscaler': (object) =>
    fill(child(object, 'spec'), { minReplicas: 1 }),
};
