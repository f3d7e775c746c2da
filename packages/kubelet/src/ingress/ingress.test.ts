import type { EndpointSlice, Ingress, IngressPath, Service } from '@fairway/kube';
import { expect, test } from 'vitest';
import { MutableEndpointTable } from '../network/endpoint-table.ts';
import { podAddress, podEndpoints, portVariables } from '../network/pod-network.ts';
import { readyBackends } from './backends.ts';
import { endToEnd } from './forwarded-headers.ts';
import { findRoute, routeTable } from './route-table.ts';

const path = (path: string, pathType: IngressPath['pathType'], name: string): IngressPath => ({
  path,
  pathType,
  backend: { service: { name, port: { number: 80 } } },
});
const ingress = (
  name: string,
  created: string,
  host: string | undefined,
  paths: IngressPath[],
): Ingress => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  metadata: { name, namespace: 'n', creationTimestamp: created },
  spec: { rules: [{ ...(host === undefined ? {} : { host }), http: { paths } }] },
});

const table = routeTable([
  ingress('young', '2026-02', 'a.test', [
    path('/', 'Prefix', 'taken'),
    path('/only', 'Exact', 'only'),
  ]),
  ingress('old', '2026-01', 'a.test', [
    path('/', 'Prefix', 'root'),
    path('/api/', 'Prefix', 'api'),
    path('/api', 'Exact', 'exact'),
    path('/impl', 'ImplementationSpecific', 'impl'),
  ]),
  ingress('wild', '2026-01', '*.b.test', [path('/x', 'Prefix', 'wild')]),
]);

test.each([
  ['a.test', '/', 'root'],
  ['a.test', '/api', 'exact'],
  ['a.test', '/api/', 'api'],
  ['a.test', '/api/x', 'api'],
  ['a.test', '/apix', 'root'],
  ['A.TEST', '/only', 'only'],
  ['a.test', '/only/', 'root'],
  ['a.test', '/impl/x', 'impl'],
  ['c.b.test', '/x/y', 'wild'],
  ['c.b.test', '/', undefined],
])('%s%s goes to %s', (host, at, service) => {
  const { claimed, route } = findRoute(table, host, at);
  expect(claimed).toBe(true);
  expect(route?.backend.service?.name).toBe(service);
});

test.each(['b.test', 'd.c.b.test', 'test', ''])('%j is nobody’s', (host) => {
  expect(findRoute(table, host, '/').claimed).toBe(false);
});

test('an Ingress without a host takes what is left', () => {
  const all = routeTable([ingress('any', '2026-01', undefined, [path('/', 'Prefix', 'any')])]);
  expect(findRoute(all, 'whatever', '/x').route?.backend.service?.name).toBe('any');
});

const service: Service = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 's', namespace: 'n' },
  spec: {
    ports: [
      { name: 'http', port: 80 },
      { name: 'admin', port: 81 },
    ],
  },
};
const pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'p', namespace: 'n', uid: 'u' },
  spec: { containers: [] },
};
const network = {
  ip: '127.9.9.9',
  ports: [{ container: 'c', name: 'http', declared: 8080, granted: 20001 }],
};
const slice = (namespace: string, conditions: object): EndpointSlice => ({
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  addressType: 'IPv4',
  metadata: { name: 's-1', namespace, labels: { 'kubernetes.io/service-name': 's' } },
  ports: [{ name: 'http', port: 8080 }],
  endpoints: [{ addresses: ['127.9.9.9'], conditions }],
});

test.each([
  [{ number: 80 }, slice('n', { ready: true }), 1],
  [{ name: 'http' }, slice('n', {}), 1],
  [{ number: 81 }, slice('n', { ready: true }), 0],
  [{ number: 99 }, slice('n', { ready: true }), 0],
  [{ number: 80 }, slice('n', { ready: false }), 0],
  [{ number: 80 }, slice('n', { ready: true, terminating: true }), 0],
  [{ number: 80 }, slice('m', { ready: true }), 0],
])('backends of port %j', (port, endpoints, count) => {
  const endpointTable = new MutableEndpointTable();
  endpointTable.set('u', network.ip, podEndpoints(pod, network, false));
  const backends = readyBackends(
    { service: { name: 's', port } },
    service,
    [endpoints],
    endpointTable,
  );
  expect(backends).toHaveLength(count);
  if (count > 0)
    expect(backends[0]).toEqual({ podUid: 'u', address: { host: '127.0.0.1', port: 20001 } });
});

test('a draining pod is left out at once; a stranger’s address is taken as it is', () => {
  const endpointTable = new MutableEndpointTable();
  const told: string[] = [];
  const stop = endpointTable.onChange((uid) => void told.push(uid));
  endpointTable.set('u', network.ip, podEndpoints(pod, network, false));
  endpointTable.drain('u');
  const backend = { service: { name: 's', port: { number: 80 } } };
  expect(readyBackends(backend, service, [slice('n', { ready: true })], endpointTable)).toEqual([]);
  endpointTable.remove('u');
  stop();
  endpointTable.drain('u');
  expect(told).toEqual(['u', 'u', 'u']);
  const [stranger] = readyBackends(backend, service, [slice('n', {})], endpointTable);
  expect(stranger).toEqual({ podUid: undefined, address: { host: '127.9.9.9', port: 8080 } });
});

test('pods’ addresses are stable, distinct and off 127.0.0.0/16; ports are told by name', () => {
  const first = podAddress('u', new Set());
  expect(podAddress('u', new Set())).toBe(first);
  expect(podAddress('u', new Set([first]))).not.toBe(first);
  expect(first).toMatch(/^127\.(?!0\.)/);
  expect(portVariables(network, 'c')).toEqual({ PORT: '20001', PORT_HTTP: '20001' });
  expect(portVariables(network, 'other')).toEqual({});
});

test('headers of the connection stay behind, and those it names', () => {
  const raw = [
    'Host',
    'a',
    'Connection',
    'close, X-Drop',
    'X-Drop',
    '1',
    'Keep-Alive',
    't',
    'Set-Cookie',
    'a',
    'Set-Cookie',
    'b',
  ];
  expect(endToEnd(raw, 'close, X-Drop')).toEqual([
    'Host',
    'a',
    'Set-Cookie',
    'a',
    'Set-Cookie',
    'b',
  ]);
});
