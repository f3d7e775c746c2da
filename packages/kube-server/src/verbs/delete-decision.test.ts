import type { KubeObject } from '@fairway/kube';
import { describe, expect, test } from 'vitest';
import { decideDelete } from './delete-decision.ts';
import type { DeleteWish } from './delete-options.ts';

const now = new Date('2026-01-01T00:00:00Z');

function wish(part: Partial<DeleteWish> = {}): DeleteWish {
  return {
    gracePeriodSeconds: undefined,
    propagationPolicy: undefined,
    uid: undefined,
    resourceVersion: undefined,
    dryRun: false,
    ...part,
  };
}

function object(kind: string, metadata: object = {}, rest: object = {}): KubeObject {
  return { apiVersion: 'v1', kind, metadata: { name: 'a', ...metadata }, ...rest };
}

const bound = { spec: { nodeName: 'n', terminationGracePeriodSeconds: 10 } };
const dying = { deletionTimestamp: '2026-01-01T00:00:10Z', deletionGracePeriodSeconds: 10 };

describe('decideDelete', () => {
  test.each([
    ['a plain object goes', object('ConfigMap'), wish(), 'delete', undefined],
    ['a finalizer holds it', object('ConfigMap', { finalizers: ['a/b'] }), wish(), 'put', 0],
    [
      'foreground holds it',
      object('ConfigMap'),
      wish({ propagationPolicy: 'Foreground' }),
      'put',
      0,
    ],
    ['orphan holds it', object('ConfigMap'), wish({ propagationPolicy: 'Orphan' }), 'put', 0],
    [
      'background lets go of orphan',
      object('ConfigMap', { finalizers: ['orphan'] }),
      wish({ propagationPolicy: 'Background' }),
      'delete',
      undefined,
    ],
    [
      'a held object is marked once',
      object('ConfigMap', {
        finalizers: ['a/b'],
        deletionTimestamp: 'x',
        deletionGracePeriodSeconds: 0,
      }),
      wish(),
      'none',
      undefined,
    ],
    ['a pod nowhere goes', object('Pod', {}, { spec: {} }), wish(), 'delete', undefined],
    ['a pod on a node gets its grace', object('Pod', {}, bound), wish(), 'put', 10],
    [
      'a pod on a node gets what is asked',
      object('Pod', {}, bound),
      wish({ gracePeriodSeconds: 3 }),
      'put',
      3,
    ],
    [
      'a pod that ended goes',
      object('Pod', {}, { ...bound, status: { phase: 'Failed' } }),
      wish(),
      'delete',
      undefined,
    ],
    [
      'grace 0 ends it',
      object('Pod', dying, bound),
      wish({ gracePeriodSeconds: 0 }),
      'delete',
      undefined,
    ],
    ['grace is cut short', object('Pod', dying, bound), wish({ gracePeriodSeconds: 2 }), 'put', 2],
    [
      'grace is never longer',
      object('Pod', dying, bound),
      wish({ gracePeriodSeconds: 60 }),
      'none',
      undefined,
    ],
    [
      'a namespace waits for its finalizer',
      object('Namespace', {}, { spec: { finalizers: ['kubernetes'] } }),
      wish(),
      'put',
      undefined,
    ],
    [
      'a finalized namespace goes',
      object('Namespace', {}, { spec: {} }),
      wish(),
      'delete',
      undefined,
    ],
  ] as const)('%s', (_, given, options, op, grace) => {
    const decision = decideDelete(given, options, now);
    expect(decision.op).toBe(op);
    if (decision.op !== 'put') return;
    expect(decision.object.metadata.deletionGracePeriodSeconds).toBe(grace);
    expect(decision.object.metadata.deletionTimestamp).toBe(
      `2026-01-01T00:00:${String(grace ?? 0).padStart(2, '0')}Z`,
    );
  });

  test('the first mark counts as a generation; the object given is not changed', () => {
    const given = object('ConfigMap', { finalizers: ['a/b'], generation: 4 });
    const copy = structuredClone(given);
    const decision = decideDelete(given, wish(), now);
    expect(decision).toMatchObject({ object: { metadata: { generation: 5 } } });
    expect(given).toEqual(copy);
  });
});
