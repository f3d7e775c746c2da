import type { ConfigMap, Namespace, ServiceAccount } from '@fairway/kube';
import { expect, test } from 'vitest';
import { decideDefaults } from './decide.ts';

const active: Namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'x' } };
const account: ServiceAccount = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: {} };

function rootCa(text: string): ConfigMap {
  const metadata = { name: 'kube-root-ca.crt', namespace: 'x', resourceVersion: '7' };
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { 'ca.crt': text } };
}

test('a new namespace gets both', () => {
  const decision = decideDefaults(active, undefined, undefined, 'CA');
  expect(decision).toMatchObject({
    createServiceAccount: true,
    rootCa: { metadata: { name: 'kube-root-ca.crt', namespace: 'x' }, data: { 'ca.crt': 'CA' } },
  });
});

test('what is there stays, what differs is replaced at its version', () => {
  expect(decideDefaults(active, account, rootCa('CA'), 'CA')).toEqual({
    createServiceAccount: false,
  });
  expect(decideDefaults(active, account, rootCa('old'), 'CA').rootCa).toMatchObject({
    metadata: { resourceVersion: '7' },
    data: { 'ca.crt': 'CA' },
  });
});

test('without a CA there is no ConfigMap, in a going namespace nothing', () => {
  expect(decideDefaults(active, account, undefined, undefined)).toEqual({
    createServiceAccount: false,
  });
  const going: Namespace = { ...active, status: { phase: 'Terminating' } };
  expect(decideDefaults(going, undefined, undefined, 'CA')).toEqual({
    createServiceAccount: false,
  });
});
