import type { Pod } from '@fairway/kube';
import { describe, expect, test } from 'vitest';
import { ago, deployment, now, pod, replicaSet } from '../_objects.ts';
import { decideReplicaSet, nextAvailability, replicaSetStatus } from './decide.ts';
import { sortForDeletion } from './rank.ts';

const owner = replicaSet(deployment(), 'web-1', 'web:1', 3);

function named(...names: string[]): Pod[] {
  return names.map((name) => pod(name));
}

describe('decideReplicaSet', () => {
  test.each<[string, Pod[], number, string[]]>([
    ['none yet', [], 3, []],
    ['as many as wanted', named('a', 'b', 'c'), 0, []],
    ['one too many', named('a', 'b', 'c', 'd'), 0, ['a']],
    [
      'an ended pod is replaced',
      [...named('a', 'b'), pod('c', { status: { phase: 'Failed' } })],
      1,
      [],
    ],
    [
      'a pod that is being deleted is replaced',
      [...named('a', 'b'), pod('c', { metadata: { name: 'c', deletionTimestamp: ago(1) } })],
      1,
      [],
    ],
  ])('%s', (_name, pods, create, gone) => {
    const decision = decideReplicaSet({ replicaSet: owner, pods, now });
    expect(decision.create).toBe(create);
    expect(decision.delete.map((one) => one.metadata.name)).toEqual(gone);
  });

  test('a deleted ReplicaSet makes nothing', () => {
    const metadata = { ...owner.metadata, deletionTimestamp: ago(1) };
    const decision = decideReplicaSet({ replicaSet: { ...owner, metadata }, pods: [], now });
    expect(decision).toEqual({ create: 0, delete: [] });
  });
});

test('pods go in the order of their use', () => {
  const restarted = { name: 'app', ready: true, restartCount: 3, image: '', imageID: '' };
  const condition = { type: 'Ready', status: 'True' as const };
  const pods = [
    pod('old-ready', { metadata: { name: 'old-ready', creationTimestamp: ago(90) } }),
    pod('young-ready', { metadata: { name: 'young-ready', creationTimestamp: ago(30) } }),
    pod('restarted', { status: { containerStatuses: [restarted] } }),
    pod('fresh', { status: { conditions: [{ ...condition, lastTransitionTime: ago(5) }] } }),
    pod('cheap', {
      metadata: {
        name: 'cheap',
        annotations: { 'controller.kubernetes.io/pod-deletion-cost': '-5' },
      },
    }),
    pod('unready', { ready: false }),
    pod('pending', { ready: false, status: { phase: 'Pending' } }),
    pod('unscheduled', { ready: false, spec: { nodeName: '', containers: [] } }),
  ];
  expect(sortForDeletion(pods).map((one) => one.metadata.name)).toEqual([
    'unscheduled',
    'pending',
    'unready',
    'cheap',
    'fresh',
    'restarted',
    'young-ready',
    'old-ready',
  ]);
});

describe('replicaSetStatus', () => {
  test('counts what is there', () => {
    const pods = [
      ...named('a'),
      pod('b', { ready: false }),
      pod('c', { metadata: { name: 'c', labels: { app: 'web', 'pod-template-hash': 'x' } } }),
      pod('d', { status: { phase: 'Succeeded' } }),
    ];
    expect(replicaSetStatus({ replicaSet: owner, pods, now })).toEqual({
      replicas: 3,
      fullyLabeledReplicas: 1,
      readyReplicas: 2,
      availableReplicas: 2,
      observedGeneration: 1,
    });
  });

  test('a ready pod is available only after its time', () => {
    const slow = { ...owner, spec: { ...owner.spec, minReadySeconds: 100 } };
    const observed = { replicaSet: slow, pods: named('a'), now };
    expect(replicaSetStatus(observed).availableReplicas).toBeUndefined();
    expect(nextAvailability(observed)).toBe(40_000);
    const later = { ...observed, now: new Date(now.getTime() + 40_000) };
    expect(replicaSetStatus(later).availableReplicas).toBe(1);
    expect(nextAvailability(later)).toBeUndefined();
  });

  test('a failure comes and goes', () => {
    const failure = { reason: 'FailedCreate' as const, message: 'exceeded quota' };
    const status = replicaSetStatus({ replicaSet: owner, pods: [], now }, failure);
    expect(status.conditions).toEqual([
      { type: 'ReplicaFailure', status: 'True', ...failure, lastTransitionTime: ago(0) },
    ]);
    const healed = replicaSetStatus({ replicaSet: { ...owner, status }, pods: [], now });
    expect(healed.conditions).toBeUndefined();
  });
});
