import type { Namespace } from '@fairway/kube';
import { expect, test } from 'vitest';
import { ago } from '../_objects.ts';
import { decideNamespace, type NamespaceAction, type Remaining } from './decide.ts';

function namespace(deleted: boolean, finalizers: string[]): Namespace {
  const metadata = { name: 'x', ...(deleted ? { deletionTimestamp: ago(1) } : {}) };
  return { apiVersion: 'v1', kind: 'Namespace', metadata, spec: { finalizers } };
}

const some: Remaining = new Map([['pods.', 1]]);
const none: Remaining = new Map([['pods.', 0]]);

test.each<[Namespace, Remaining | undefined, NamespaceAction]>([
  [namespace(false, ['kubernetes']), none, { type: 'none' }],
  [namespace(true, ['kubernetes']), undefined, { type: 'empty' }],
  [namespace(true, ['kubernetes']), some, { type: 'empty' }],
  [namespace(true, ['a', 'kubernetes']), none, { type: 'finalize', finalizers: ['a'] }],
  [namespace(true, []), none, { type: 'none' }],
])('%j with %s', (target, remaining, expected) => {
  expect(decideNamespace(target, remaining)).toEqual(expected);
});
