import { httpClient, type KubeClient, type KubeObject, type WatchEvent } from '@fairway/kube';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startCluster, stopShared, type TestCluster } from './_cluster.ts';

let cluster: TestCluster;
const clients: Record<string, KubeClient> = {};
let closeHttp: () => void;
beforeAll(async () => {
  cluster = await startCluster();
  const http = httpClient({ server: cluster.url });
  closeHttp = () => http.close();
  Object.assign(clients, { 'in process': cluster.client, http });
});
afterAll(async () => {
  closeHttp();
  await cluster[Symbol.asyncDispose]();
  await stopShared();
});

const core = { group: '', version: 'v1' };
const configMaps = { ...core, resource: 'configmaps' };

// One suite for both doors: whatever a client sees through one, it sees through the other.
describe.each(['in process', 'http'])('the client port, %s', (door) => {
  const namespace = door.replace(' ', '-');
  const client = (): KubeClient => {
    const found = clients[door];
    if (found === undefined) throw new Error(`no client ${door}`);
    return found;
  };
  const map = (name: string, value = '1'): KubeObject => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, namespace, labels: { name } },
    data: { value },
  });

  test('create, get, list, update, patch, delete', async () => {
    const kube = client();
    const metadata = { name: namespace };
    await kube.create(
      { ...core, resource: 'namespaces' },
      { apiVersion: 'v1', kind: 'Namespace', metadata },
    );
    const made = await kube.create(configMaps, map('a'), { fieldManager: 'm' });
    expect(made).toMatchObject({ apiVersion: 'v1', kind: 'ConfigMap', data: { value: '1' } });
    expect(made.metadata.managedFields?.map((entry) => entry.manager)).toEqual(['m']);
    expect(await kube.get(configMaps, { name: 'a', namespace })).toEqual(made);
    await kube.create(configMaps, map('b'));
    const list = await kube.list(configMaps, { namespace, labelSelector: 'name in (b)' });
    expect(list).toMatchObject({
      kind: 'ConfigMapList',
      items: [{ kind: 'ConfigMap', metadata: { name: 'b' } }],
    });
    const updated = await kube.update(configMaps, { ...made, data: { value: '2' } });
    expect(updated['data']).toEqual({ value: '2' });
    const patched = await kube.patch(
      configMaps,
      { name: 'a', namespace },
      [{ op: 'replace', path: '/data/value', value: '3' }],
      { type: 'application/json-patch+json' },
    );
    expect(patched['data']).toEqual({ value: '3' });
    const applied = await kube.patch(
      configMaps,
      { name: 'a', namespace },
      {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'a', namespace },
        data: { more: 'x' },
      },
      { type: 'application/apply-patch+yaml', fieldManager: 'applier' },
    );
    expect(applied['data']).toEqual({ value: '3', more: 'x' });
    await kube.delete(configMaps, { name: 'a', namespace });
    expect((await kube.list(configMaps, { namespace })).items).toHaveLength(1);
  });

  test('pages', async () => {
    const kube = client();
    await kube.create(configMaps, map('c'));
    const first = await kube.list(configMaps, { namespace, limit: 1 });
    expect(first.metadata).toMatchObject({ remainingItemCount: 1 });
    const rest = await kube.list(configMaps, {
      namespace,
      limit: 1,
      continue: first.metadata.continue ?? '',
    });
    expect([...first.items, ...rest.items].map((item) => item.metadata.name)).toEqual(['b', 'c']);
  });

  test.each([
    ['NotFound', 404, (kube: KubeClient) => kube.get(configMaps, { name: 'none', namespace })],
    ['NotFound', 404, (kube: KubeClient) => kube.list({ ...core, resource: 'nothings' })],
    ['AlreadyExists', 409, (kube: KubeClient) => kube.create(configMaps, map('b'))],
    ['Invalid', 422, (kube: KubeClient) => kube.create(configMaps, map('Not Valid'))],
    [
      'Conflict',
      409,
      (kube: KubeClient) =>
        kube.update(configMaps, {
          ...map('b'),
          metadata: { name: 'b', namespace, resourceVersion: '1' },
        }),
    ],
    [
      'Conflict',
      409,
      (kube: KubeClient) =>
        kube.delete(configMaps, { name: 'b', namespace }, { preconditions: { uid: 'x' } }),
    ],
  ])('a failure is a StatusError: %s %i', async (reason, code, ask) => {
    await expect(ask(client())).rejects.toMatchObject({ name: 'StatusError', reason, code });
  });

  test('a watch from a list: each change once, until it is aborted', async () => {
    const kube = client();
    const { metadata } = await kube.list(configMaps, { namespace });
    const abort = new AbortController();
    const watching = (async () => {
      const events: WatchEvent[] = [];
      const { resourceVersion } = metadata;
      for await (const event of kube.watch(configMaps, {
        namespace,
        resourceVersion,
        signal: abort.signal,
      })) {
        if (event.type !== 'BOOKMARK') events.push(event);
        if (event.type === 'DELETED') abort.abort();
      }
      return events;
    })();
    await kube.create(configMaps, map('w'));
    await kube.patch(
      configMaps,
      { name: 'w', namespace },
      { data: { value: '2' } },
      { type: 'application/merge-patch+json' },
    );
    await kube.delete(configMaps, { name: 'w', namespace });
    const events = await watching;
    expect(events.map((event) => `${event.type} ${event.object.metadata.name}`)).toEqual([
      'ADDED w',
      'MODIFIED w',
      'DELETED w',
    ]);
  });

  test('discovery lists what is served', async () => {
    const found = await client().discover();
    expect(found.find((item) => item.resource === 'deployments')).toMatchObject({
      group: 'apps',
      kind: 'Deployment',
      namespaced: true,
      subresources: expect.arrayContaining(['status', 'scale']),
    });
    expect(found.some((item) => item.subresources.includes('exec'))).toBe(false);
  });
});

test('both doors discover the same', async () => {
  const [one, two] = await Promise.all(Object.values(clients).map((client) => client.discover()));
  const keys = (list: typeof one): string[] =>
    (list ?? [])
      .map(
        (item) => `${item.group}/${item.version}/${item.resource} ${item.subresources.join(' ')}`,
      )
      .sort();
  expect(keys(two)).toEqual(keys(one));
});
