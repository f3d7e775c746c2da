import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { json, startCluster, stopShared, type TestCluster, type Loose } from './_cluster.ts';

let cluster: TestCluster;
beforeAll(async () => {
  cluster = await startCluster({
    podLogs: async (ref) =>
      (async function* () {
        yield Buffer.from(`${ref.container} ${ref.tailLines ?? 'all'}\n`);
      })(),
  });
});
afterAll(async () => {
  await cluster[Symbol.asyncDispose]();
  await stopShared();
});

const configMaps = '/api/v1/namespaces/default/configmaps';

function configMap(name: string, data: Record<string, string> = {}): object {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data };
}

describe('malformed requests get a Status, and the server stays up', () => {
  const deep = `${'{"a":'.repeat(2000)}1${'}'.repeat(2000)}`;
  const post = (body: string, type = 'application/json'): RequestInit => ({
    method: 'POST',
    body,
    headers: { 'content-type': type },
  });
  const cases: [string, string, RequestInit, number][] = [
    ['broken JSON', configMaps, post('{"a":'), 400],
    ['no body', configMaps, { method: 'POST' }, 400],
    ['a list as body', configMaps, post('[1]'), 400],
    ['null as body', configMaps, post('null'), 400],
    [
      'another kind',
      configMaps,
      post('{"apiVersion":"v1","kind":"Pod","metadata":{"name":"a"}}'),
      400,
    ],
    ['a wrong type', configMaps, post('{"metadata":{"name":"a"},"data":{"a":1}}'), 400],
    ['metadata of the wrong type', configMaps, post('{"metadata":"a"}'), 400],
    ['deep nesting', configMaps, post(deep), 400],
    ['deep nesting in YAML', configMaps, post(deep, 'application/yaml'), 400],
    ['broken YAML', configMaps, post('a: [', 'application/yaml'), 400],
    ['a YAML bomb', configMaps, post(bomb(), 'application/yaml'), 400],
    ['a huge body', configMaps, post(JSON.stringify({ a: 'x'.repeat(4_000_000) })), 413],
    ['an unknown media type', configMaps, post('x', 'application/vnd.kubernetes.protobuf'), 415],
    ['an unknown patch type', `${configMaps}/x`, { ...post('{}'), method: 'PATCH' }, 415],
    ['a bad name', configMaps, post(JSON.stringify(configMap('Not_Valid'))), 422],
    ['no name', configMaps, post('{"metadata":{}}'), 422],
    ['a bad label selector', `${configMaps}?labelSelector=a%20in%20(`, {}, 400],
    ['a bad field selector', `${configMaps}?fieldSelector=a`, {}, 400],
    ['an unsupported field label', `${configMaps}?fieldSelector=data.a%3Db`, {}, 400],
    ['a bad limit', `${configMaps}?limit=x`, {}, 400],
    ['a bad continue token', `${configMaps}?continue=x`, {}, 400],
    ['a bad resourceVersion', `${configMaps}?resourceVersion=x`, {}, 400],
    ['a revision from the future', `${configMaps}?resourceVersion=99999999`, {}, 504],
    ['a bad boolean', `${configMaps}?watch=maybe`, {}, 400],
    ['a bad dryRun', `${configMaps}?dryRun=Some`, post(JSON.stringify(configMap('x'))), 400],
    [
      'a namespace that differs',
      configMaps,
      post('{"metadata":{"name":"a","namespace":"other"}}'),
      400,
    ],
    [
      'a missing namespace',
      '/api/v1/namespaces/none/configmaps',
      post(JSON.stringify(configMap('x'))),
      404,
    ],
    ['an encoded slash', '/api/v1/namespaces/default/configmaps/a%2Fb', {}, 400],
    ['a broken escape', '/api/v1/namespaces/%zz/configmaps', {}, 400],
    ['an unknown resource', '/api/v1/namespaces/default/things', {}, 404],
    ['an unknown group', '/apis/none.example.com/v1/things', {}, 404],
    ['an unknown subresource', `${configMaps}/x/status`, {}, 404],
    ['a path too long', `${configMaps}/a/b/c`, {}, 400],
    ['a method that is none', configMaps, { method: 'PUT', body: '{}' }, 405],
    ['a POST to a name', `${configMaps}/x`, post('{}'), 405],
    ['nothing acceptable', configMaps, { headers: { accept: 'text/html' } }, 406],
    ['nobody known', configMaps, { headers: { 'x-user': 'nobody' } }, 401],
    ['no rights', configMaps, { headers: { 'x-user': 'guest' } }, 403],
    ['no rights outside resources', '/metrics', { headers: { 'x-user': 'guest' } }, 403],
    [
      'a JSON patch that fails',
      '/api/v1/namespaces/default',
      json('PATCH', [{ op: 'test', path: '/a', value: 1 }], 'application/json-patch+json'),
      422,
    ],
    [
      'a JSON patch of prototypes',
      '/api/v1/namespaces/default',
      json('PATCH', [{ op: 'add', path: '/__proto__/x', value: 1 }], 'application/json-patch+json'),
      400,
    ],
    [
      'a merge patch that is no object',
      '/api/v1/namespaces/default',
      json('PATCH', 1, 'application/merge-patch+json'),
      400,
    ],
    [
      'an apply without a manager',
      `${configMaps}/x`,
      json('PATCH', configMap('x'), 'application/apply-patch+yaml'),
      422,
    ],
    [
      'negative grace',
      '/api/v1/namespaces/default/pods/x',
      json('DELETE', { gracePeriodSeconds: -1 }),
      400,
    ],
    [
      'an unknown policy',
      '/api/v1/namespaces/default/pods/x',
      json('DELETE', { propagationPolicy: 'X' }),
      400,
    ],
    ['an immortal namespace', '/api/v1/namespaces/default', { method: 'DELETE' }, 403],
  ];
  test.each(cases)('%s', async (_, path, init, code) => {
    const { status, body } = await cluster.request(path, init);
    expect(body, JSON.stringify(body)).toMatchObject({ kind: 'Status', status: 'Failure', code });
    expect(status).toBe(code);
    expect((await cluster.request('/healthz')).body).toBe('ok');
  });

  function bomb(): string {
    const levels = Array.from(
      { length: 12 },
      (_, index) => `a${index + 1}: &a${index + 1} [${Array(9).fill(`*a${index}`).join(',')}]`,
    );
    return ['a0: &a0 [x]', ...levels].join('\n');
  }
});

test.each(['///..//%00', '/api/v1/namespaces/%2e%2e/configmaps', '/api/v1/namespaces/../secrets'])(
  'a target that only looks like a path: %s',
  async (target) => {
    const socket = connect(Number(new URL(cluster.url).port), '127.0.0.1');
    socket.end(`GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
    let text = '';
    for await (const chunk of socket) text += String(chunk);
    expect(text).toContain('HTTP/1.1 400');
  },
);

test('pages: a consistent list in parts, whatever is written meanwhile', async () => {
  for (const name of ['p1', 'p2', 'p3', 'p4']) {
    await cluster.request(
      configMaps,
      json('POST', { ...configMap(name), metadata: { name, labels: { page: 'y' } } }),
    );
  }
  const first = await cluster.request(`${configMaps}?limit=2&labelSelector=page%3Dy`);
  expect(first.body.items.map((item: Loose) => item.metadata.name)).toEqual(['p1', 'p2']);
  await cluster.request(`${configMaps}/p3`, { method: 'DELETE' });
  await cluster.request(
    configMaps,
    json('POST', { ...configMap('p3b'), metadata: { name: 'p3b', labels: { page: 'y' } } }),
  );
  const token = encodeURIComponent(first.body.metadata.continue);
  const second = await cluster.request(
    `${configMaps}?limit=2&labelSelector=page%3Dy&continue=${token}`,
  );
  expect(second.body.items.map((item: Loose) => item.metadata.name)).toEqual(['p3', 'p4']);
  expect(second.body.metadata).toEqual({ resourceVersion: first.body.metadata.resourceVersion });
  const counted = await cluster.request(`/api/v1/namespaces?limit=1`);
  expect(counted.body.metadata.remainingItemCount).toBeGreaterThanOrEqual(3);
});

test('optimistic locking, uid preconditions, PUT without a revision', async () => {
  const created = await cluster.request(configMaps, json('POST', configMap('lock', { a: '1' })));
  expect(created.status).toBe(201);
  const put = (change: object): Promise<{ status: number; body: Loose }> =>
    cluster.request(`${configMaps}/lock`, json('PUT', { ...created.body, ...change }));
  expect((await put({ data: { a: '2' } })).status).toBe(200);
  const stale = await put({ data: { a: '3' } });
  expect(stale).toMatchObject({ status: 409, body: { reason: 'Conflict' } });
  const free = await put({ data: { a: '4' }, metadata: { name: 'lock' } });
  expect(free).toMatchObject({ status: 200, body: { data: { a: '4' } } });
  const same = await put({ data: { a: '4' }, metadata: { name: 'lock' } });
  expect(same.body.metadata.resourceVersion).toBe(free.body.metadata.resourceVersion);
  const wrong = await cluster.request(
    `${configMaps}/lock`,
    json('DELETE', { preconditions: { uid: 'x' } }),
  );
  expect(wrong.status).toBe(409);
  expect((await put({ metadata: { name: 'other' } })).status).toBe(400);
});

test('tables, metadata only, YAML', async () => {
  const as = (accept: string): Promise<{ body: Loose }> =>
    cluster.request('/api/v1/namespaces', { headers: { accept } });
  const table = await as('application/json;as=Table;v=v1;g=meta.k8s.io,application/json');
  expect(table.body.columnDefinitions.map((column: Loose) => column.name)).toEqual([
    'Name',
    'Status',
    'Age',
  ]);
  expect(table.body.rows[0].cells.slice(0, 2)).toEqual(['default', 'Active']);
  expect(table.body.rows[0].object.kind).toBe('PartialObjectMetadata');
  const partial = await as('application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io');
  expect(partial.body.kind).toBe('PartialObjectMetadataList');
  expect(Object.keys(partial.body.items[0])).toEqual(['kind', 'apiVersion', 'metadata']);
  expect((await as('application/yaml')).body).toContain('kind: NamespaceList');
});

test('pod logs: the container is found or asked for', async () => {
  const pods = '/api/v1/namespaces/default/pods';
  const containers = [
    { name: 'one', image: 'x' },
    { name: 'two', image: 'x' },
  ];
  const pod = (name: string, list: object[]): object => ({
    metadata: { name },
    spec: { containers: list },
  });
  await cluster.request(pods, json('POST', pod('single', containers.slice(0, 1))));
  await cluster.request(pods, json('POST', pod('double', containers)));
  expect((await cluster.request(`${pods}/single/log?tailLines=5`)).body).toBe('one 5\n');
  expect((await cluster.request(`${pods}/double/log?container=two`)).body).toBe('two all\n');
  expect(await cluster.request(`${pods}/double/log`)).toMatchObject({
    status: 400,
    body: { message: expect.stringContaining('choose one of: [one two]') },
  });
  expect((await cluster.request(`${pods}/none/log`)).status).toBe(404);
});
