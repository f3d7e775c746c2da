import { StatusError, type KubeObject } from '@fairway/kube';
import { describe, expect, test } from 'vitest';
import { createMergePatch } from '../status/merge-patch.ts';
import { compareResources } from './compare-resources.ts';
import { normalise } from './normalise.ts';
import { respectIgnored } from './respect-ignored.ts';
import { createServerDiff } from './server-diff.ts';

const target: KubeObject = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'a', namespace: 'ns' },
  data: { a: '1' },
};
const server = {
  uid: 'u',
  resourceVersion: '5',
  generation: 2,
  creationTimestamp: 'now',
  managedFields: [],
};
const live: KubeObject = {
  ...target,
  metadata: { ...target.metadata, ...server },
  status: { x: 1 },
};

describe('normalising', () => {
  test('what only the server sets, and status, are not compared', () => {
    expect(normalise(live)).toEqual(normalise(target));
  });

  test("kubectl's last-applied annotation is not compared", () => {
    const annotated = {
      ...target,
      metadata: {
        ...target.metadata,
        annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '{}' },
      },
    };
    expect(normalise(annotated)).toEqual(normalise(target));
  });

  test.each([
    ['by kind', { kind: 'ConfigMap', jsonPointers: ['/data/a'] }, {}],
    ['by glob', { group: '*', kind: '*', jsonPointers: ['/data/a'] }, {}],
    ['by another name', { kind: 'ConfigMap', name: 'b', jsonPointers: ['/data/a'] }, { a: '1' }],
    [
      'an escaped pointer that names nothing',
      { kind: 'ConfigMap', jsonPointers: ['/data/x~1y', '/nothing/0/z'] },
      { a: '1' },
    ],
  ])('ignoreDifferences %s', (_, ignored, data) => {
    expect(normalise(target, [ignored])['data']).toEqual(data);
  });

  test('RespectIgnoreDifferences keeps what live has', () => {
    const ignored = [{ kind: 'ConfigMap', jsonPointers: ['/data/a', '/data/b'] }];
    expect(respectIgnored(target, { ...live, data: { a: 'live' } }, ignored)['data']).toEqual({
      a: 'live',
    });
    expect(target['data']).toEqual({ a: '1' });
  });
});

describe('the server-side diff', () => {
  test('asks once, and again only when target or the compared part of live changes', async () => {
    let asked = 0;
    const diff = createServerDiff(async (object) => {
      asked += 1;
      return object;
    });
    expect(await diff.compare(target, live, [])).toEqual({ isModified: false });
    await diff.compare(target, { ...live, status: { x: 2 } }, []);
    expect(asked).toBe(1);
    expect(await diff.compare(target, { ...live, data: { a: '2' } }, [])).toEqual({
      isModified: true,
    });
    expect(asked).toBe(2);
    await diff.compare({ ...target }, live, []);
    expect(asked).toBe(3);
  });

  test('what was just applied is not asked for', async () => {
    const diff = createServerDiff(() => Promise.reject(new Error('asked')));
    diff.applied(target, live);
    expect(await diff.compare(target, live, [])).toEqual({ isModified: false });
  });

  test('a target that the server refuses is a difference; a server that fails is an error', async () => {
    const status = {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      code: 422,
      reason: 'Invalid',
      message: 'immutable',
    } as const;
    const refused = createServerDiff(() => Promise.reject(new StatusError(status)));
    expect(await refused.compare(target, live, [])).toEqual({
      isModified: true,
      rejection: 'immutable',
    });
    const broken = createServerDiff(() =>
      Promise.reject(new StatusError({ ...status, code: 500, reason: 'InternalError' })),
    );
    await expect(broken.compare(target, live, [])).rejects.toThrow('immutable');
  });
});

describe('comparison', () => {
  const compare = (targets: KubeObject[], managed: KubeObject[], isModified = false) =>
    compareResources({
      targets,
      managed,
      find: () => managed[0],
      diff: async () => ({ isModified }),
    });

  test.each<[string, KubeObject[], KubeObject[], boolean, string, (string | undefined)[]]>([
    ['nothing', [], [], false, 'Synced', []],
    ['equal', [target], [live], false, 'Synced', ['Synced']],
    ['modified', [target], [live], true, 'OutOfSync', ['OutOfSync']],
    ['live missing', [target], [], false, 'OutOfSync', ['OutOfSync']],
    ['target missing', [], [live], false, 'OutOfSync', ['OutOfSync']],
    [
      'an extraneous one with IgnoreExtraneous',
      [],
      [
        {
          ...live,
          metadata: {
            ...live.metadata,
            annotations: { 'argocd.argoproj.io/compare-options': 'IgnoreExtraneous' },
          },
        },
      ],
      false,
      'Synced',
      ['OutOfSync'],
    ],
    [
      'a live hook has no status',
      [],
      [
        {
          ...live,
          metadata: { ...live.metadata, annotations: { 'argocd.argoproj.io/hook': 'Sync' } },
        },
      ],
      false,
      'Synced',
      [undefined],
    ],
  ])('%s', async (_, targets, managed, isModified, status, statuses) => {
    const comparison = await compare(targets, managed, isModified);
    expect([comparison.status, comparison.resources.map((resource) => resource.status)]).toEqual([
      status,
      statuses,
    ]);
  });

  test('a diff that fails makes the Application Unknown', async () => {
    const comparison = await compareResources({
      targets: [target],
      managed: [],
      find: () => live,
      diff: () => Promise.reject(new Error('no')),
    });
    expect(comparison).toMatchObject({
      status: 'Unknown',
      errors: ['no'],
      resources: [{ status: 'Unknown' }],
    });
  });
});

test.each<[unknown, unknown, unknown]>([
  [{ a: 1 }, { a: 1 }, undefined],
  [undefined, { a: 1 }, { a: 1 }],
  [{ a: 1, b: 2 }, { a: 1 }, { b: null }],
  [{ a: { b: 1, c: 2 } }, { a: { b: 1, c: 3 } }, { a: { c: 3 } }],
  [{ a: { b: 1 } }, { a: 'x' }, { a: 'x' }],
  [{ a: [1] }, { a: [1, 2] }, { a: [1, 2] }],
])('the merge patch from %j to %j', (before, after, patch) => {
  expect(createMergePatch(before, after)).toEqual(patch);
});
