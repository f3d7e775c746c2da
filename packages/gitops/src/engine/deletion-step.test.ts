import type { KubeObject } from '@fairway/kube';
import { expect, test } from 'vitest';
import { deletionStep } from './deletion-step.ts';

const self = { group: 'argoproj.io', kind: 'Application', namespace: 'argocd', name: 'me' };

function object(
  name: string,
  annotations: Record<string, string> = {},
  more: Partial<KubeObject> = {},
): KubeObject {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, annotations }, ...more };
}

const wave = (value: number): Record<string, string> => ({
  'argocd.argoproj.io/sync-wave': String(value),
});
const names = (objects: readonly KubeObject[]): readonly string[] =>
  deletionStep(objects, self).toDelete.map((item) => item.metadata.name ?? '');

test('the highest wave goes first', () => {
  expect(names([object('a'), object('b', wave(2)), object('c', wave(2))])).toEqual(['b', 'c']);
});

test('the next wave waits until nothing of the higher one is left', () => {
  const going = object('b', wave(2), {
    metadata: { name: 'b', annotations: wave(2), deletionTimestamp: 'now' },
  });
  expect(deletionStep([object('a'), going], self)).toEqual({ isDone: false, toDelete: [] });
  expect(names([object('a')])).toEqual(['a']);
});

test.each<[string, KubeObject]>([
  [
    'CRDs',
    object('a', {}, { apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition' }),
  ],
  [
    'the Application itself',
    {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Application',
      metadata: { name: 'me', namespace: 'argocd' },
    },
  ],
  ['Delete=false', object('a', { 'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false' })],
  ['helm.sh/resource-policy: keep', object('a', { 'helm.sh/resource-policy': 'keep' })],
  ['deletion hooks', object('a', { 'argocd.argoproj.io/hook': 'PostDelete' })],
])('never deleted: %s', (_, kept) => {
  expect(deletionStep([kept], self)).toEqual({ isDone: true, toDelete: [] });
});
