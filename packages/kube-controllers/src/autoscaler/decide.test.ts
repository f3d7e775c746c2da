import type { HorizontalPodAutoscaler } from '@fairway/kube';
import { describe, expect, test } from 'vitest';
import { ago, now } from '../_objects.ts';
import { decideAutoscaler } from './decide.ts';

const autoscaler: HorizontalPodAutoscaler = {
  apiVersion: 'autoscaling/v2',
  kind: 'HorizontalPodAutoscaler',
  metadata: { name: 'web', namespace: 'default', generation: 2 },
  spec: {
    scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
    minReplicas: 2,
    maxReplicas: 4,
  },
};

function decide(specReplicas: number): ReturnType<typeof decideAutoscaler> {
  return decideAutoscaler({ autoscaler, scale: { specReplicas, statusReplicas: 1 }, now });
}

describe('decideAutoscaler', () => {
  test.each<[number, number | undefined, string | undefined]>([
    [1, 2, 'Current number of replicas below Spec.MinReplicas'],
    [2, undefined, undefined],
    [4, undefined, undefined],
    [9, 4, 'Current number of replicas above Spec.MaxReplicas'],
  ])('%d replicas', (current, replicas, reason) => {
    expect(decide(current)).toMatchObject({ ...(replicas && { replicas, reason }) });
    expect(decide(current).replicas).toBe(replicas);
  });

  test('inside the bounds it says that there are no metrics', () => {
    const { status } = decide(3);
    expect(status).toMatchObject({ observedGeneration: 2, currentReplicas: 1, desiredReplicas: 3 });
    expect(status.conditions?.map((c) => [c.type, c.status, c.reason])).toEqual([
      ['AbleToScale', 'True', 'SucceededGetScale'],
      ['ScalingActive', 'False', 'FailedGetResourceMetric'],
    ]);
    expect(status.conditions?.[1]?.message).toContain('unable to get metrics for resource cpu');
  });

  test('a rescale is noted, and again changes no time', () => {
    const { status } = decide(1);
    expect(status.lastScaleTime).toBe(ago(0));
    const later = decideAutoscaler({
      autoscaler: { ...autoscaler, status },
      scale: { specReplicas: 2, statusReplicas: 2 },
      now: new Date(now.getTime() + 1000),
    });
    expect(later.status.lastScaleTime).toBe(ago(0));
  });

  test('a target of size 0 is left alone', () => {
    const { replicas, status } = decide(0);
    expect(replicas).toBeUndefined();
    expect(status.conditions?.[1]).toMatchObject({ reason: 'ScalingDisabled' });
  });

  test('a target that is not there', () => {
    const { status } = decideAutoscaler({ autoscaler, scale: { error: 'not found' }, now });
    expect(status.conditions).toMatchObject([{ status: 'False', reason: 'FailedGetScale' }]);
  });
});
