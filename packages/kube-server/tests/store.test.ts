import type { KubeObject } from '@fairway/kube';
import type pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { silentLogger } from '../src/logger.ts';
import { RevisionLog } from '../src/storage/revision-log.ts';
import { Store } from '../src/storage/store.ts';
import { startPostgres, type TestPostgres } from './_postgres.ts';

let postgres: TestPostgres;
beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres.stop());

function open(pool: pg.Pool, secretKey?: Buffer): Promise<Store> {
  return Store.open({
    pool,
    schema: 'kube',
    listen: () => pool.connect(),
    secretKey,
    windowCapacity: 1000,
    compactEveryMs: 60_000,
    logger: silentLogger,
  });
}

function key(
  name: string,
  id = 'core/configmaps',
): { id: string; namespace: string; name: string } {
  return { id, namespace: 'default', name };
}

function object(name: string, value: string): KubeObject {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data: { value } };
}

test('a write is shown by the cache when it resolves, and survives a restart', async () => {
  const pool = (await postgres.database())();
  const store = await open(pool);
  const written = await Promise.all(
    Array.from({ length: 40 }, (_, index) =>
      store.mutate(key(`c${index}`), () => ({ op: 'put', object: object(`c${index}`, 'a') })),
    ),
  );
  expect(new Set(written.map((entry) => entry?.rv)).size).toBe(40);
  await store.mutate(key('c1'), () => ({ op: 'put', object: object('c1', 'b') }));
  await store.mutate(key('c2'), () => ({ op: 'delete', object: object('c2', 'a') }));
  await store.mutate(key('c3'), () => ({ op: 'delete', object: object('c3', 'a') }));
  await store.mutate(key('c3'), () => ({ op: 'put', object: object('c3', 'again') }));
  await store.close();
  const again = await open(pool);
  expect(again.cache.applied).toBe(store.cache.applied);
  expect(again.cache.list('core/configmaps').map((entry) => entry.json.toString())).toEqual(
    store.cache.list('core/configmaps').map((entry) => entry.json.toString()),
  );
  expect(again.cache.get(key('c2'))).toBeUndefined();
  await again.close();
});

test('two servers: each follows the other, and neither overwrites what it has not seen', async () => {
  const database = await postgres.database();
  const [one, two] = [await open(database()), await open(database())];
  const seen: number[] = [];
  two.cache.subscribe('core/configmaps', (events) => seen.push(...events.map((event) => event.rv)));
  const count = async (store: Store): Promise<void> => {
    for (let round = 0; round < 20; round += 1) {
      await store.mutate(key('counter'), (current) => {
        const before = Number(
          (current?.object['data'] as { value: string } | undefined)?.value ?? 0,
        );
        return { op: 'put', object: object('counter', String(before + 1)) };
      });
    }
  };
  await Promise.all([count(one), count(two)]);
  await Promise.all([one.catchUp(), two.catchUp()]);
  for (const store of [one, two]) {
    expect(store.cache.get(key('counter'))?.object['data']).toEqual({ value: '40' });
  }
  expect(seen).toHaveLength(40);
  expect(seen).toEqual([...seen].sort((left, right) => left - right));
  await one.mutate(key('noticed'), () => ({ op: 'put', object: object('noticed', '1') }));
  await expect.poll(() => two.cache.get(key('noticed'))?.name).toBe('noticed');
  await one.close();
  await two.close();
});

test('append refuses a row whose head moved on, and only that row', async () => {
  const pool = (await postgres.database())();
  const store = await open(pool);
  const log = new RevisionLog(pool, 'kube');
  const first = await log.append([{ key: 'a/b//x', op: 'C', prev: 0, text: '{"metadata":{}}' }]);
  const rows = await log.append([
    { key: 'a/b//x', op: 'C', prev: 0, text: '{"metadata":{}}' },
    { key: 'a/b//y', op: 'C', prev: 0, text: '{"metadata":{}}' },
    { key: 'a/b//z', op: 'U', prev: 7, text: '{"metadata":{}}' },
  ]);
  expect(rows[0]).toBeNull();
  expect(rows[1]).toBeGreaterThan(first[0] ?? 0);
  expect(rows[2]).toBeNull();
  expect(
    await log.append([{ key: 'a/b//x', op: 'D', prev: first[0] ?? 0, text: '{"metadata":{}}' }]),
  ).not.toEqual([null]);
  await store.close();
});

test('compaction keeps the live set, the revision counter and later history', async () => {
  const pool = (await postgres.database())();
  const store = await open(pool);
  for (const value of ['1', '2', '3']) {
    await store.mutate(key('a'), () => ({ op: 'put', object: object('a', value) }));
  }
  await store.mutate(key('b'), () => ({ op: 'put', object: object('b', '1') }));
  await store.mutate(key('b'), () => ({ op: 'delete', object: object('b', '1') }));
  expect(await store.compact(Number.MAX_SAFE_INTEGER)).toBe(4);
  const rv = store.cache.applied;
  await store.close();
  const again = await open(pool);
  expect(again.cache.applied).toBe(rv);
  expect(again.cache.list('core/configmaps').map((entry) => entry.name)).toEqual(['a']);
  const created = await again.mutate(key('b'), () => ({ op: 'put', object: object('b', '2') }));
  expect(created?.rv).toBe(rv + 1);
  await again.close();
});

test('Secrets are not readable in the database, and only with their key', async () => {
  const pool = (await postgres.database())();
  const store = await open(pool, Buffer.alloc(32, 1));
  const secret = { ...object('s', 'hunter2'), kind: 'Secret' };
  await store.mutate(key('s', 'core/secrets'), () => ({ op: 'put', object: secret }));
  expect(store.cache.get(key('s', 'core/secrets'))?.json.toString()).toContain('hunter2');
  await store.close();
  const { rows } = await pool.query<{ obj: string }>('select obj from kube.log');
  expect(rows.map((row) => row.obj).join('')).not.toContain('hunter2');
  await expect(open(pool, Buffer.alloc(32, 2))).rejects.toMatchObject({ code: 'ENVELOPE' });
  await expect(open(pool)).rejects.toMatchObject({ code: 'ENVELOPE' });
  const again = await open(pool, Buffer.alloc(32, 1));
  expect(again.cache.get(key('s', 'core/secrets'))?.object['data']).toEqual({ value: 'hunter2' });
  await again.close();
});

test('a lost LISTEN connection is made again', async () => {
  const database = await postgres.database();
  const [one, two] = [await open(database()), await open(database())];
  await database().query(
    `select pg_terminate_backend(pid) from pg_stat_activity where query like 'listen%' and datname = current_database()`,
  );
  await one.mutate(key('x'), () => ({ op: 'put', object: object('x', '1') }));
  await expect.poll(() => two.cache.get(key('x'))?.name, { timeout: 5000 }).toBe('x');
  await one.close();
  await two.close();
});

test('a schema name that is not a plain identifier is refused', async () => {
  const pool = (await postgres.database())();
  const options = { pool, schema: 'a"b', listen: () => pool.connect(), secretKey: undefined };
  await expect(
    Store.open({ ...options, windowCapacity: 1, compactEveryMs: 1000, logger: silentLogger }),
  ).rejects.toMatchObject({ code: 'STORAGE_SCHEMA' });
});
