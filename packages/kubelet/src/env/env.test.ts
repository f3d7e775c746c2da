import type { Pod, Service } from '@fairway/kube';
import { expect, test } from 'vitest';
import { expand } from './expand.ts';
import { fieldValue, resourceValue } from './field-ref.ts';
import { serviceVariables, visibleServices } from './service-env.ts';

test.each([
  ['$(A)', 'x'],
  ['a$(A)b$(B)', 'axbx y'],
  ['$$(A)', '$(A)'],
  ['$(NONE)', '$(NONE)'],
  ['$A $', '$A $'],
  ['$(A', '$(A'],
  ['$$$$', '$$'],
  ['$()', '$()'],
])('%s becomes %s', (text, result) => {
  expect(expand(text, { A: 'x', B: 'x y' })).toBe(result);
});

const pod: Pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name: 'p',
    namespace: 'n',
    uid: 'u',
    labels: { b: '2', a: '"1"' },
    annotations: { 'x.y/z': 'v' },
  },
  spec: {
    nodeName: 'node',
    serviceAccountName: 'sa',
    containers: [
      {
        name: 'c',
        resources: { limits: { memory: '1Gi', cpu: '1500m' }, requests: { cpu: '250m' } },
      },
    ],
  },
};
const addresses = { podIP: '127.1.1.1', hostIP: '127.0.0.1' };

test.each([
  ['metadata.name', 'p'],
  ['metadata.namespace', 'n'],
  ['metadata.uid', 'u'],
  ["metadata.labels['b']", '2'],
  ["metadata.annotations['x.y/z']", 'v'],
  ["metadata.labels['none']", ''],
  ['metadata.labels', 'a="\\"1\\""\nb="2"'],
  ['spec.nodeName', 'node'],
  ['spec.serviceAccountName', 'sa'],
  ['status.podIP', '127.1.1.1'],
  ['status.hostIP', '127.0.0.1'],
])('field %s', (path, value) => {
  expect(fieldValue(pod, path, addresses)).toBe(value);
});

const allocatable = { cpu: 4, memory: 8, 'ephemeral-storage': 9 };

test.each([
  [{ resource: 'limits.memory', divisor: '1Mi' }, '1024'],
  [{ resource: 'limits.cpu' }, '2'],
  [{ resource: 'limits.cpu', divisor: '1m' }, '1500'],
  [{ resource: 'requests.cpu', divisor: '1m' }, '250'],
  [{ resource: 'requests.memory' }, '0'],
  [{ resource: 'limits.ephemeral-storage' }, '9'],
])('resource %j', (selector, value) => {
  expect(resourceValue(pod, 'c', selector, allocatable)).toBe(value);
});

test('unknown fields are refused', () => {
  expect(() => fieldValue(pod, 'spec.secret', addresses)).toThrow('unsupported fieldPath');
  expect(() => resourceValue(pod, 'c', { resource: 'limits.gpu' }, allocatable)).toThrow(
    'unsupported resource',
  );
});

test('Services as variables', () => {
  const service = (namespace: string, name: string, clusterIP: string): Service => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { namespace, name },
    spec: {
      clusterIP,
      ports: [
        { name: 'http-alt', port: 80 },
        { port: 53, protocol: 'UDP' },
      ],
    },
  });
  const all = [
    service('n', 'my-db', '10.0.0.1'),
    service('n', 'headless', 'None'),
    service('other', 'x', '10.0.0.2'),
    service('default', 'kubernetes', '10.0.0.3'),
  ];
  expect(visibleServices(all, 'n', false).map(({ metadata }) => metadata.name)).toEqual([
    'kubernetes',
  ]);
  const variables = serviceVariables(visibleServices(all, 'n', true));
  expect(variables).toMatchObject({
    MY_DB_SERVICE_HOST: '10.0.0.1',
    MY_DB_SERVICE_PORT: '80',
    MY_DB_SERVICE_PORT_HTTP_ALT: '80',
    MY_DB_PORT: 'tcp://10.0.0.1:80',
    MY_DB_PORT_80_TCP_ADDR: '10.0.0.1',
    MY_DB_PORT_53_UDP: 'udp://10.0.0.1:53',
    KUBERNETES_SERVICE_HOST: '10.0.0.3',
  });
  expect(Object.keys(variables).filter((name) => /HEADLESS|^X_/.test(name))).toEqual([]);
});
