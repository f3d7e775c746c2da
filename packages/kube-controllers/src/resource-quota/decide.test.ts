import type { KubeObject, ResourceQuota } from '@fairway/kube';
import { expect, test } from 'vitest';
import { pod } from '../_objects.ts';
import { countedResources, quotaStatus } from './decide.ts';

function quota(hard: Record<string, string>): ResourceQuota {
  return { apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'q' }, spec: { hard } };
}

const resources = { requests: { cpu: '250m', memory: '64Mi' }, limits: { memory: '128Mi' } };
const spec = { containers: [{ name: 'a', resources }] };
const pods = [
  pod('a', { spec }),
  pod('b', { spec }),
  pod('c', { spec, status: { phase: 'Succeeded' } }),
];

test('usage of each limit', () => {
  const hard = {
    pods: '10',
    cpu: '1',
    'requests.cpu': '1',
    'requests.memory': '1Gi',
    'limits.memory': '1Gi',
    services: '5',
    'services.nodeports': '1',
    'count/deployments.apps': '3',
    'count/unknown.example.com': '1',
    'requests.storage': '10Gi',
  };
  const service = (type: string): KubeObject => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {},
    spec: { type },
  });
  const claim = {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: {},
    spec: { resources: { requests: { storage: '2Gi' } } },
  };
  const counted = new Map<string, KubeObject[]>([
    ['pods', pods],
    ['services', [service('ClusterIP'), service('NodePort')]],
    ['deployments.apps', [service('x')]],
    ['persistentvolumeclaims', [claim]],
  ]);
  expect(quotaStatus(quota(hard), counted)).toEqual({
    hard,
    used: {
      pods: '2',
      cpu: '500m',
      'requests.cpu': '500m',
      'requests.memory': '128Mi',
      'limits.memory': '256Mi',
      services: '2',
      'services.nodeports': '1',
      'count/deployments.apps': '1',
      'requests.storage': '2Gi',
    },
  });
});

test('what has to be counted', () => {
  const hard = { pods: '1', cpu: '1', secrets: '1', 'count/jobs.batch': '1' };
  expect(countedResources(quota(hard))).toEqual(['pods', 'pods', 'secrets', 'jobs.batch']);
  expect(quotaStatus({ apiVersion: 'v1', kind: 'ResourceQuota', metadata: {} }, new Map())).toEqual(
    {
      hard: {},
      used: {},
    },
  );
});
