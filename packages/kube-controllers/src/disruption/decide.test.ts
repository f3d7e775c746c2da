import type { Pod, PodDisruptionBudget } from '@fairway/kube';
import { describe, expect, test } from 'vitest';
import { ago, deployment, now, pod, replicaSet } from '../_objects.ts';
import { controllerReference } from '../runtime/owners.ts';
import { budgetStatus } from './decide.ts';

const owner = replicaSet(deployment(), 'rs', 'web:1', 4);

function budget(spec: Partial<PodDisruptionBudget['spec']>): PodDisruptionBudget {
  return {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name: 'web', namespace: 'default', generation: 1 },
    spec: { selector: { matchLabels: { app: 'web' } }, ...spec },
  };
}

function owned(name: string, ready = true): Pod {
  const ownerReferences = [controllerReference(owner)];
  return pod(name, { ready, metadata: { name, labels: { app: 'web' }, ownerReferences } });
}

const controllerSizes = new Map([[owner.metadata.uid ?? '', 4]]);

describe('budgetStatus', () => {
  test.each<[Partial<PodDisruptionBudget['spec']>, number, number, number]>([
    [{ minAvailable: 2 }, 3, 2, 1],
    [{ minAvailable: 3 }, 3, 3, 0],
    [{ minAvailable: '50%' }, 4, 2, 1],
    [{ maxUnavailable: 1 }, 4, 3, 0],
    [{ maxUnavailable: 2 }, 4, 2, 1],
    [{ maxUnavailable: '30%' }, 4, 2, 1],
    [{ maxUnavailable: '100%' }, 4, 0, 3],
  ])('%j', (spec, expectedPods, desiredHealthy, disruptionsAllowed) => {
    const pods = [
      owned('a'),
      owned('b'),
      owned('c'),
      pod('x', { metadata: { name: 'x', labels: {} } }),
    ];
    const status = budgetStatus({ budget: budget(spec), pods, controllerSizes, now });
    expect(status).toMatchObject({
      currentHealthy: 3,
      expectedPods,
      desiredHealthy,
      disruptionsAllowed,
    });
    expect(status.conditions?.[0]).toMatchObject({
      type: 'DisruptionAllowed',
      status: disruptionsAllowed > 0 ? 'True' : 'False',
      reason: disruptionsAllowed > 0 ? 'SufficientPods' : 'InsufficientPods',
      observedGeneration: 1,
    });
  });

  test('an evicted pod is not healthy until it is gone or the eviction forgotten', () => {
    const target = budget({ minAvailable: 1 });
    const disruptedPods = { a: ago(10), b: ago(500), gone: ago(1) };
    const status = { disruptionsAllowed: 0, currentHealthy: 0, desiredHealthy: 0, expectedPods: 0 };
    const result = budgetStatus({
      budget: { ...target, status: { ...status, disruptedPods } },
      pods: [owned('a'), owned('b'), owned('c', false)],
      controllerSizes,
      now,
    });
    expect(result.disruptedPods).toEqual({ a: ago(10) });
    expect(result.currentHealthy).toBe(1);
  });

  test('no pods, nothing allowed', () => {
    const status = budgetStatus({
      budget: budget({ maxUnavailable: 1 }),
      pods: [],
      controllerSizes,
      now,
    });
    expect(status).toMatchObject({ expectedPods: 0, disruptionsAllowed: 0 });
  });
});
