import type { KubeObject, WatchEvent } from '@fairway/kube';
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startCluster, stopShared, type TestCluster } from './_cluster.ts';

let cluster: TestCluster;
beforeAll(async () => {
  cluster = await startCluster({ watchWindow: 100 });
});
afterAll(async () => {
  await cluster[Symbol.asyncDispose]();
  await stopShared();
});

const configMaps = { group: '', version: 'v1', resource: 'configmaps' };
const namespaces = { group: '', version: 'v1', resource: 'namespaces' };

function configMap(namespace: string, name: string, value: string, labels = {}): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, namespace, labels },
    data: { value },
  };
}

async function makeNamespace(name: string): Promise<void> {
  await cluster.client.create(namespaces, {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name },
  });
}

/** Reads events until one satisfies `last`. */
async function until(
  events: AsyncIterable<WatchEvent>,
  last: (event: WatchEvent) => boolean,
): Promise<WatchEvent[]> {
  const seen: WatchEvent[] = [];
  for await (const event of events) {
    if (event.type === 'BOOKMARK') continue;
    seen.push(event);
    if (last(event)) break;
  }
  return seen;
}

const summary = (event: WatchEvent): string => `${event.type} ${event.object.metadata.name}`;

test('a selector turns changes into additions and deletions', async () => {
  await makeNamespace('sel');
  const { client } = cluster;
  await client.create(configMaps, configMap('sel', 'a', '1'));
  const watching = until(
    client.watch(configMaps, { namespace: 'sel', labelSelector: 'on=y' }),
    (event) => event.object.metadata.name === 'end',
  );
  await new Promise((resolve) => setImmediate(resolve));
  const ref = { name: 'a', namespace: 'sel' };
  const label = (value: string | null): Promise<KubeObject> =>
    client.patch(
      configMaps,
      ref,
      { metadata: { labels: { on: value } } },
      { type: 'application/merge-patch+json' },
    );
  await label('y');
  await client.patch(
    configMaps,
    ref,
    { data: { value: '2' } },
    { type: 'application/merge-patch+json' },
  );
  const off = await label(null);
  await label('y');
  await client.delete(configMaps, ref);
  await client.create(configMaps, configMap('sel', 'end', '', { on: 'y' }));
  const events = await watching;
  expect(events.map(summary)).toEqual([
    'ADDED a',
    'MODIFIED a',
    'DELETED a',
    'ADDED a',
    'DELETED a',
    'ADDED end',
  ]);
  // The last state that matched, at the revision at which it stopped to match.
  expect(events[2]?.object.metadata).toMatchObject({
    labels: { on: 'y' },
    resourceVersion: off.metadata.resourceVersion,
  });
});

test('a watch from a list misses nothing; one from too long ago is told so', async () => {
  await makeNamespace('past');
  const { client, request } = cluster;
  const list = await client.list(configMaps, { namespace: 'past' });
  const from = list.metadata.resourceVersion;
  await client.create(configMaps, configMap('past', 'a', '1'));
  await client.delete(configMaps, { name: 'a', namespace: 'past' });
  const events = await until(
    client.watch(configMaps, { namespace: 'past', resourceVersion: from }),
    (event) => event.type === 'DELETED',
  );
  expect(events.map(summary)).toEqual(['ADDED a', 'DELETED a']);
  for (let count = 0; count < 130; count += 1) {
    await client.create(configMaps, configMap('past', `x${count}`, ''));
  }
  await expect(
    until(client.watch(configMaps, { resourceVersion: from }), () => true),
  ).rejects.toMatchObject({ code: 410, reason: 'Expired' });
  const http = await request(`/api/v1/configmaps?watch=1&resourceVersion=${from}`);
  expect(JSON.parse(http.body.type ? JSON.stringify(http.body) : http.body)).toMatchObject({
    type: 'ERROR',
    object: { code: 410, reason: 'Expired' },
  });
});

test('over HTTP: initial events end with a bookmark, time-outs end the stream, tables too', async () => {
  const { request } = cluster;
  const query =
    'watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true&timeoutSeconds=1';
  const { body } = await request(`/api/v1/namespaces?${query}`);
  const events = String(body)
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as WatchEvent);
  expect(events.at(0)).toMatchObject({ type: 'ADDED', object: { metadata: { name: 'default' } } });
  expect(events.at(-1)).toMatchObject({
    type: 'BOOKMARK',
    object: {
      kind: 'Namespace',
      metadata: { annotations: { 'k8s.io/initial-events-end': 'true' } },
    },
  });
  const table = await request('/api/v1/namespaces?watch=1&timeoutSeconds=1', {
    headers: { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' },
  });
  const rows = String(table.body)
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(rows[0].object).toMatchObject({
    kind: 'Table',
    rows: [{ cells: ['default', 'Active', expect.any(String)] }],
  });
  expect(rows[1].object.columnDefinitions).toBeNull();
});

test('a watch ends when its client goes or the server closes', async () => {
  const gone = new AbortController();
  const events = until(cluster.client.watch(namespaces, { signal: gone.signal }), () => false);
  setTimeout(() => gone.abort(), 20);
  expect((await events).length).toBeGreaterThan(3);
});

type Step = { op: 'put' | 'delete'; name: string; value: number };
const step: fc.Arbitrary<Step> = fc.record({
  op: fc.constantFrom('put' as const, 'put' as const, 'delete' as const),
  name: fc.constantFrom('a', 'b', 'c'),
  value: fc.integer({ min: 0, max: 9 }),
});

test('whatever is done at once, every watcher sees one history, and it leads to the state', async () => {
  let round = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(step, { minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 4 }),
      async (writers) => {
        const { client } = cluster;
        round += 1;
        const namespace = `prop-${round}`;
        await makeNamespace(namespace);
        const { metadata } = await client.list(configMaps, { namespace });
        const watch = (early: boolean): Promise<WatchEvent[]> =>
          until(
            client.watch(configMaps, {
              namespace,
              ...(early ? {} : { resourceVersion: metadata.resourceVersion }),
            }),
            (event) => event.object.metadata.name === 'end',
          );
        const early = [watch(true), watch(true)];
        const apply = async ({ op, name, value }: Step): Promise<boolean> => {
          try {
            if (op === 'delete') await client.delete(configMaps, { name, namespace });
            else {
              const map = configMap(namespace, name, String(value));
              await client.create(configMaps, map).catch(() => client.update(configMaps, map));
            }
            return true;
          } catch (error) {
            expect(error).toMatchObject({ reason: expect.stringMatching(/NotFound|Conflict/) });
            return false;
          }
        };
        await Promise.all(
          writers.map(async (steps) => {
            for (const item of steps) {
              const done = await apply(item);
              // What was acknowledged is read at once.
              if (done && writers.length === 1) {
                const found = await client
                  .get(configMaps, { name: item.name, namespace })
                  .catch(() => undefined);
                expect(found?.['data']).toEqual(
                  item.op === 'put' ? { value: String(item.value) } : undefined,
                );
              }
            }
          }),
        );
        await client.create(configMaps, configMap(namespace, 'end', ''));
        const histories = await Promise.all([...early, watch(false)]);
        const texts = histories.map((events) =>
          events.map((event) => `${event.type} ${JSON.stringify(event.object)}`),
        );
        expect(texts[1]).toEqual(texts[0]);
        expect(texts[2]).toEqual(texts[0]);
        const model = new Map<string, KubeObject>();
        let last = 0;
        for (const { type, object } of histories[0] ?? []) {
          const rv = Number(object.metadata.resourceVersion);
          expect(rv).toBeGreaterThan(last);
          last = rv;
          const name = object.metadata.name ?? '';
          expect(model.has(name)).toBe(type !== 'ADDED');
          if (type === 'DELETED') model.delete(name);
          else model.set(name, object);
        }
        const state = await client.list(configMaps, { namespace });
        expect(state.items).toEqual(
          [...model.values()].sort((left, right) =>
            (left.metadata.name ?? '') < (right.metadata.name ?? '') ? -1 : 1,
          ),
        );
      },
    ),
    { numRuns: 25 },
  );
});
