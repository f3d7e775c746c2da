import type { Condition, Pod } from '@fairway/kube';
import { describe, expect, test } from 'vitest';
import { ago, deployment, now, pod, replicaSet } from '../_objects.ts';
import { claimObjects } from './claim.ts';
import { setCondition, withoutCondition } from './conditions.ts';
import { deletableResources } from './discovered.ts';
import { controllerReference } from './owners.ts';
import { scaledValue } from './percent.ts';
import { whenSettled } from './run-controller.ts';

test.each([
  [3, 10, 'up', 3],
  ['25%', 3, 'up', 1],
  ['25%', 3, 'down', 0],
  ['100%', 7, 'down', 7],
  ['0%', 7, 'up', 0],
  ['many', 7, 'up', 0],
  [undefined, 7, 'up', 0],
] as const)('%s of %d rounded %s is %d', (value, total, round, expected) => {
  expect(scaledValue(value, total, round)).toBe(expected);
});

describe('conditions', () => {
  const before: Condition[] = [
    {
      type: 'A',
      status: 'True',
      reason: 'X',
      lastTransitionTime: ago(60),
      lastUpdateTime: ago(60),
    },
    { type: 'B', status: 'True' },
  ];

  test('the same stays, another reason keeps the transition, another status does not', () => {
    const next = { type: 'A', status: 'True', reason: 'X' } as const;
    expect(setCondition(before, next, now)).toEqual(before);
    const updated = setCondition(before, { ...next, reason: 'Y' }, now, { updateTime: true });
    expect(updated.at(-1)).toMatchObject({ lastTransitionTime: ago(60), lastUpdateTime: ago(0) });
    const turned = setCondition(before, { ...next, status: 'False' }, now);
    expect(turned.at(-1)).toMatchObject({ lastTransitionTime: ago(0) });
    expect(withoutCondition(before, 'A')).toEqual([before[1]]);
  });
});

test('an owner takes what matches and is free, and lets go what no longer matches', () => {
  const owner = replicaSet(deployment(), 'rs', 'web:1', 1);
  const other = replicaSet(deployment(), 'other', 'web:1', 1);
  const make = (name: string, app: string, by?: typeof owner): Pod =>
    pod(name, {
      metadata: {
        name,
        labels: { app },
        ...(by === undefined ? {} : { ownerReferences: [controllerReference(by)] }),
      },
    });
  const gone = pod('gone', {
    metadata: { name: 'gone', labels: { app: 'web' }, deletionTimestamp: ago(1) },
  });
  const pods = [
    make('mine', 'web', owner),
    make('strayed', 'x', owner),
    make('free', 'web'),
    make('theirs', 'web', other),
    gone,
  ];
  const names = (list: Pod[]): unknown[] => list.map((one) => one.metadata.name);
  const claim = claimObjects(owner, owner.spec.selector, pods);
  expect([names(claim.owned), names(claim.adopt), names(claim.release)]).toEqual([
    ['mine'],
    ['free'],
    ['strayed'],
  ]);
});

test('resources are taken once, at their preferred version', () => {
  const resource = (
    group: string,
    version: string,
    name: string,
    verbs = ['list', 'watch', 'delete'],
  ) => ({
    group,
    version,
    resource: name,
    kind: 'K',
    namespaced: true,
    verbs,
    subresources: [],
  });
  const found = deletableResources([
    resource('', 'v1', 'pods'),
    resource('', 'v1', 'events'),
    resource('', 'v1', 'bindings', ['create']),
    resource('autoscaling', 'v2', 'hpas'),
    resource('autoscaling', 'v1', 'hpas'),
  ]);
  expect(found.map((one) => `${one.group}/${one.version}/${one.resource}`)).toEqual([
    '/v1/pods',
    'autoscaling/v2/hpas',
  ]);
});

test('a wait ends with its promise or its signal', async () => {
  const never = whenSettled(new Promise(() => undefined));
  const abort = new AbortController();
  const waiting = never(abort.signal);
  abort.abort();
  await waiting;
  await whenSettled(Promise.resolve())(new AbortController().signal);
});
