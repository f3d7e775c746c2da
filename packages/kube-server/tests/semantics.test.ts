import type { KubeObject } from '@fairway/kube';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { admin, json, startCluster, stopShared, type TestCluster, type Loose } from './_cluster.ts';

let cluster: TestCluster;
beforeAll(async () => {
  cluster = await startCluster();
});
afterAll(async () => {
  await cluster[Symbol.asyncDispose]();
  await stopShared();
});

const core = (resource: string): { group: string; version: string; resource: string } => ({
  group: '',
  version: 'v1',
  resource,
});
const pods = core('pods');
const namespaces = core('namespaces');
const configMaps = core('configmaps');
const deployments = { group: 'apps', version: 'v1', resource: 'deployments' };

function pod(name: string, spec: object = {}, metadata: object = {}): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'default', ...metadata },
    spec: { containers: [{ name: 'c', image: 'x' }], ...spec },
  };
}

function deployment(name: string, change: object = {}): KubeObject {
  const labels = { app: name };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: 'default' },
    spec: {
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name: 'c', image: 'x' }] } },
      ...change,
    },
  };
}

function at(object: KubeObject, field: 'spec' | 'status'): Record<string, Loose> {
  return object[field] as Record<string, Loose>;
}

test('a pod on a node dies with grace; the kubelet ends it with grace 0', async () => {
  const { client } = cluster;
  await client.create(pods, pod('graceful', { nodeName: 'n' }));
  const ref = { name: 'graceful', namespace: 'default' };
  const marked = await client.delete(pods, ref);
  expect(marked.metadata.deletionGracePeriodSeconds).toBe(30);
  expect(Date.parse(marked.metadata.deletionTimestamp ?? '')).toBeGreaterThan(Date.now() + 25_000);
  const again = await client.delete(pods, ref);
  expect(again.metadata).toMatchObject({ deletionTimestamp: marked.metadata.deletionTimestamp });
  const shorter = await client.delete(pods, ref, { gracePeriodSeconds: 5 });
  expect(shorter.metadata.deletionGracePeriodSeconds).toBe(5);
  await client.delete(pods, ref, { gracePeriodSeconds: 0 });
  await expect(client.get(pods, ref)).rejects.toMatchObject({ reason: 'NotFound' });
});

test('finalizers hold an object, and no new ones are added while it goes', async () => {
  const { client } = cluster;
  const ref = { name: 'held', namespace: 'default' };
  await client.create(configMaps, {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { ...ref, finalizers: ['example.com/a'] },
  });
  const marked = await client.delete(configMaps, ref);
  expect(marked.metadata.deletionTimestamp).toBeDefined();
  const merge = { type: 'application/merge-patch+json' } as const;
  await expect(
    client.patch(
      configMaps,
      ref,
      { metadata: { finalizers: ['example.com/a', 'example.com/b'] } },
      merge,
    ),
  ).rejects.toMatchObject({ reason: 'Invalid' });
  await client.patch(configMaps, ref, { metadata: { finalizers: null } }, merge);
  await expect(client.get(configMaps, ref)).rejects.toMatchObject({ reason: 'NotFound' });
});

test('a namespace ends: nothing new in it, gone when it is finalized', async () => {
  const { client } = cluster;
  const made = await client.create<KubeObject>(namespaces, {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'ending' },
  });
  expect(made.metadata.labels).toEqual({ 'kubernetes.io/metadata.name': 'ending' });
  const put = await client.update(namespaces, { ...made, spec: {} });
  expect(at(put, 'spec')['finalizers']).toEqual(['kubernetes']);
  const deleted = await client.delete(namespaces, { name: 'ending' });
  expect(at(deleted, 'status')).toEqual({ phase: 'Terminating' });
  await expect(client.create(pods, pod('late', {}, { namespace: 'ending' }))).rejects.toMatchObject(
    {
      reason: 'Forbidden',
      status: { details: { causes: [{ reason: 'NamespaceTerminating' }] } },
    },
  );
  const current = await client.get(namespaces, { name: 'ending' });
  await client.update(namespaces, { ...current, spec: {} }, { subresource: 'finalize' });
  await expect(client.get(namespaces, { name: 'ending' })).rejects.toMatchObject({
    reason: 'NotFound',
  });
  await expect(
    client.create(pods, pod('later', {}, { namespace: 'ending' })),
  ).rejects.toMatchObject({
    message: 'namespaces "ending" not found',
  });
});

test('generation counts the spec, status has its own door, selectors are immutable', async () => {
  const { client } = cluster;
  const made = await client.create(deployments, deployment('gen'));
  expect(made.metadata.generation).toBe(1);
  const status = { observedGeneration: 1, replicas: 1 };
  const reported = await client.update(
    deployments,
    { ...made, spec: { ...at(made, 'spec'), replicas: 9 }, status },
    { subresource: 'status', fieldManager: 'controller' },
  );
  expect(at(reported, 'spec')['replicas']).toBe(1);
  expect(reported['status']).toEqual(status);
  expect(reported.metadata.generation).toBe(1);
  const entry = reported.metadata.managedFields?.find((item) => item.subresource === 'status');
  expect(entry).toMatchObject({ manager: 'controller', operation: 'Update' });
  const scaled = await client.update(deployments, {
    ...reported,
    spec: { ...at(reported, 'spec'), replicas: 2 },
    status: {},
  });
  expect(scaled['status']).toEqual(status);
  expect(scaled.metadata.generation).toBe(2);
  const moved = structuredClone(scaled);
  at(moved, 'spec')['selector'] = { matchLabels: { app: 'other' } };
  at(moved, 'spec')['template'].metadata.labels = { app: 'other' };
  await expect(client.update(deployments, moved)).rejects.toMatchObject({
    reason: 'Invalid',
    message: expect.stringContaining('spec.selector: Invalid value'),
  });
});

test('scale, through any patch', async () => {
  const { client } = cluster;
  await client.create(deployments, deployment('scaled'));
  const ref = { name: 'scaled', namespace: 'default', subresource: 'scale' };
  const scale = await client.get(deployments, ref);
  expect(scale).toMatchObject({
    kind: 'Scale',
    spec: { replicas: 1 },
    status: { selector: 'app=scaled' },
  });
  const patched = await client.patch(
    deployments,
    ref,
    { spec: { replicas: 4 } },
    { type: 'application/merge-patch+json' },
  );
  expect(at(patched, 'spec')).toEqual({ replicas: 4 });
  const found = await client.get(deployments, { name: 'scaled', namespace: 'default' });
  expect(at(found, 'spec')['replicas']).toBe(4);
  expect(found.metadata.generation).toBe(2);
});

test('binding puts a pod on a node once', async () => {
  const { client, request } = cluster;
  await client.create(pods, pod('bound'));
  const bind = (): Promise<{ status: number }> =>
    request(
      '/api/v1/namespaces/default/pods/bound/binding',
      json('POST', { metadata: { name: 'bound' }, target: { kind: 'Node', name: 'n1' } }),
    );
  expect((await bind()).status).toBe(201);
  expect((await bind()).status).toBe(409);
  const found = await client.get(pods, { name: 'bound', namespace: 'default' });
  expect(at(found, 'spec')['nodeName']).toBe('n1');
  expect(at(found, 'status')['conditions']).toMatchObject([
    { type: 'PodScheduled', status: 'True' },
  ]);
  const selected = await client.list(pods, { fieldSelector: 'spec.nodeName=n1' });
  expect(selected.items.map((item) => item.metadata.name)).toEqual(['bound']);
});

test('eviction asks the disruption budget', async () => {
  const { client, request } = cluster;
  const budgets = { group: 'policy', version: 'v1', resource: 'poddisruptionbudgets' };
  await client.create(pods, pod('evicted', { nodeName: 'n' }, { labels: { pdb: 'y' } }));
  const running = await client.get(pods, { name: 'evicted', namespace: 'default' });
  await client.update(
    pods,
    { ...running, status: { phase: 'Running' } },
    { subresource: 'status' },
  );
  const budget = await client.create(budgets, {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name: 'b', namespace: 'default' },
    spec: { minAvailable: 1, selector: { matchLabels: { pdb: 'y' } } },
  });
  const evict = (): Promise<{ status: number; body: Loose }> =>
    request(
      '/api/v1/namespaces/default/pods/evicted/eviction',
      json('POST', { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: 'evicted' } }),
    );
  expect(await evict()).toMatchObject({ status: 429, body: { reason: 'TooManyRequests' } });
  const status = { ...at(budget, 'status'), disruptionsAllowed: 1 };
  await client.update(budgets, { ...budget, status }, { subresource: 'status' });
  expect((await evict()).status).toBe(201);
});

test('quotas and limit ranges: defaults first, then the sum', async () => {
  const { client } = cluster;
  await client.create(namespaces, {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'small' },
  });
  const meta = { name: 'l', namespace: 'small' };
  await client.create(core('limitranges'), {
    apiVersion: 'v1',
    kind: 'LimitRange',
    metadata: meta,
    spec: {
      limits: [
        {
          type: 'Container',
          default: { memory: '64Mi' },
          defaultRequest: { memory: '32Mi' },
          max: { memory: '1Gi' },
        },
      ],
    },
  });
  await client.create(core('resourcequotas'), {
    apiVersion: 'v1',
    kind: 'ResourceQuota',
    metadata: meta,
    spec: { hard: { pods: '2', 'requests.memory': '64Mi' } },
  });
  const first = await client.create(pods, pod('a', {}, { namespace: 'small' }));
  expect(at(first, 'spec')['containers'][0].resources).toEqual({
    limits: { memory: '64Mi' },
    requests: { memory: '32Mi' },
  });
  const results = await Promise.allSettled(
    ['b', 'c', 'd'].map((name) => client.create(pods, pod(name, {}, { namespace: 'small' }))),
  );
  expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
  const refused = results.find((result) => result.status === 'rejected');
  expect(refused?.reason.message).toContain('exceeded quota: l, requested: ');
  const large = pod(
    'e',
    { containers: [{ name: 'c', image: 'x', resources: { limits: { memory: '2Gi' } } }] },
    { namespace: 'small' },
  );
  await expect(client.create(pods, large)).rejects.toMatchObject({
    message: expect.stringContaining('maximum memory usage per Container is 1Gi, but limit is 2Gi'),
  });
});

test('services get distinct addresses, keep them, and give them back', async () => {
  const { client } = cluster;
  const services = core('services');
  const service = (name: string, spec: object = {}): KubeObject => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace: 'default' },
    spec: { ports: [{ port: 80 }], ...spec },
  });
  const made = await Promise.all(
    Array.from({ length: 10 }, (_, index) => client.create(services, service(`s${index}`))),
  );
  const addresses = made.map((item) => at(item, 'spec')['clusterIP']);
  expect(new Set(addresses).size).toBe(10);
  await expect(
    client.create(services, service('t', { clusterIP: addresses[0] })),
  ).rejects.toMatchObject({ reason: 'Invalid' });
  const [first, second] = made;
  if (first === undefined || second === undefined) throw new Error('two Services were made');
  const { clusterIP: _, clusterIPs: __, ...spec } = at(first, 'spec');
  const updated = await client.update(services, { ...first, spec });
  expect(at(updated, 'spec')['clusterIP']).toBe(addresses[0]);
  const moved = {
    ...second,
    spec: {
      ...at(second, 'spec'),
      clusterIP: '10.96.9.9',
      clusterIPs: ['10.96.9.9'],
    },
  };
  await expect(client.update(services, moved)).rejects.toMatchObject({ reason: 'Invalid' });
  await client.delete(services, { name: 's0', namespace: 'default' });
  const taken = await client.create(services, service('t', { clusterIP: addresses[0] }));
  expect(at(taken, 'spec')['clusterIP']).toBe(addresses[0]);
});

test('RBAC: nothing is granted but what a binding says', async () => {
  const { server, client } = cluster;
  const user = { username: 'dev', groups: ['team'] };
  const dev = server.client(user);
  await expect(dev.list(pods, { namespace: 'default' })).rejects.toMatchObject({
    code: 403,
    message:
      'pods is forbidden: User "dev" cannot list resource "pods" in API group "" in the namespace "default"',
  });
  const rbac = (resource: string): { group: string; version: string; resource: string } => ({
    group: 'rbac.authorization.k8s.io',
    version: 'v1',
    resource,
  });
  const metadata = { name: 'reader', namespace: 'default' };
  await client.create(rbac('roles'), {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'Role',
    metadata,
    rules: [{ verbs: ['list', 'watch'], apiGroups: [''], resources: ['pods'] }],
  });
  await client.create(rbac('rolebindings'), {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'RoleBinding',
    metadata,
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'reader' },
    subjects: [{ kind: 'Group', name: 'team' }],
  });
  expect((await dev.list(pods, { namespace: 'default' })).kind).toBe('PodList');
  await expect(dev.list(pods)).rejects.toMatchObject({ code: 403 });
  await expect(dev.create(pods, pod('no'))).rejects.toMatchObject({ code: 403 });
});

test('what a client gets is its own; dry runs and generated names', async () => {
  const { client } = cluster;
  const map: KubeObject = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { generateName: 'g-', namespace: 'default' },
    data: { a: '1' },
  };
  const [one, two] = await Promise.all([
    client.create(configMaps, map),
    client.create(configMaps, map),
  ]);
  expect(one.metadata.name).toMatch(/^g-[a-z0-9]{5}$/);
  expect(one.metadata.name).not.toBe(two.metadata.name);
  (one['data'] as Record<string, string>)['a'] = 'changed';
  const name = one.metadata.name ?? '';
  expect((await client.get(configMaps, { name, namespace: 'default' }))['data']).toEqual({
    a: '1',
  });
  const dry = await client.patch(
    configMaps,
    { name, namespace: 'default' },
    { data: { a: '2' } },
    { type: 'application/merge-patch+json', dryRun: true },
  );
  expect(dry['data']).toEqual({ a: '2' });
  expect((await client.get(configMaps, { name, namespace: 'default' }))['data']).toEqual({
    a: '1',
  });
  await expect(
    client.create(configMaps, { ...map, metadata: { name: 'x' } }),
  ).rejects.toMatchObject({ code: 400 });
});

test('kinds with two versions are one store', async () => {
  const { client } = cluster;
  const v1 = { group: 'autoscaling', version: 'v1', resource: 'horizontalpodautoscalers' };
  const spec = {
    minReplicas: 1,
    maxReplicas: 3,
    scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'd' },
  };
  await client.create(v1, {
    apiVersion: 'autoscaling/v1',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name: 'h', namespace: 'default' },
    spec: { ...spec, targetCPUUtilizationPercentage: 50 },
  });
  const v2 = await client.get({ ...v1, version: 'v2' }, { name: 'h', namespace: 'default' });
  expect(at(v2, 'spec')['metrics']).toEqual([
    {
      type: 'Resource',
      resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } },
    },
  ]);
  const back = await client.get(v1, { name: 'h', namespace: 'default' });
  expect(back).toMatchObject({
    apiVersion: 'autoscaling/v1',
    spec: { ...spec, targetCPUUtilizationPercentage: 50 },
  });
  const event = await client.create(
    { group: 'events.k8s.io', version: 'v1', resource: 'events' },
    {
      apiVersion: 'events.k8s.io/v1',
      kind: 'Event',
      metadata: { name: 'e', namespace: 'default' },
      regarding: { kind: 'Pod', name: 'p', namespace: 'default' },
      note: 'n',
      reason: 'R',
      type: 'Normal',
      action: 'A',
      eventTime: '2026-01-01T00:00:00.000000Z',
      reportingController: 'example.com/c',
      reportingInstance: 'i',
    },
  );
  expect(event['note']).toBe('n');
  const found = await client.list(core('events'), {
    namespace: 'default',
    fieldSelector: 'involvedObject.name=p',
  });
  expect(found.items).toMatchObject([{ message: 'n', reportingComponent: 'example.com/c' }]);
});

test('deletecollection, and all of it after a restart', async () => {
  const { client, request } = cluster;
  await client.create(configMaps, {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'dc', namespace: 'default', labels: { dc: 'y' } },
  });
  const gone = await request('/api/v1/namespaces/default/configmaps?labelSelector=dc%3Dy', {
    method: 'DELETE',
  });
  expect(gone.body.items.map((item: Loose) => item.metadata.name)).toEqual(['dc']);
  const before = await client.list(pods);
  await cluster.restart();
  expect(await cluster.server.client(admin).list(pods)).toEqual(before);
});
