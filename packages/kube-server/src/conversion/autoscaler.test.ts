import { expect, test } from 'vitest';
import { autoscalerV1ToV2, autoscalerV2ToV1 } from './autoscaler.ts';

test('what v1 cannot say survives the way there and back', () => {
  const metric = (name: string, averageUtilization: number): object => ({
    type: 'Resource',
    resource: { name, target: { type: 'Utilization', averageUtilization } },
  });
  const object = {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name: 'h', annotations: { a: 'b' } },
    spec: {
      minReplicas: 1,
      maxReplicas: 3,
      metrics: [metric('cpu', 70), metric('memory', 80)],
      behavior: { scaleDown: { selectPolicy: 'Max' } },
    },
    status: { currentMetrics: null, currentReplicas: 1, desiredReplicas: 2 },
  };
  const v1 = autoscalerV2ToV1(object);
  expect(v1['spec']).toEqual({
    minReplicas: 1,
    maxReplicas: 3,
    targetCPUUtilizationPercentage: 70,
  });
  expect(Object.keys(v1.metadata.annotations ?? {})).toHaveLength(3);
  expect(autoscalerV1ToV2(v1)).toEqual(object);
});

test('annotations that hold no JSON are dropped', () => {
  const annotations = { 'autoscaling.alpha.kubernetes.io/metrics': '[' };
  const v1 = {
    apiVersion: 'autoscaling/v1',
    kind: 'HorizontalPodAutoscaler',
    metadata: { annotations },
    spec: { maxReplicas: 1 },
  };
  expect(autoscalerV1ToV2(v1)).toEqual({ ...v1, apiVersion: 'autoscaling/v2', metadata: {} });
});
