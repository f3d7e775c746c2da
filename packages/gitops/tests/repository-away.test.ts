import { afterAll, beforeAll, expect, test } from 'vitest';
import { startPostgres, type TestPostgres } from '../../kube-server/tests/_postgres.ts';
import { GitOpsError, type SourceRepository } from '../src/index.ts';
import { configMap, configMaps, startWorld, synced, type World } from './_world.ts';

let postgres: TestPostgres;
let world: World;
let isAway = false;
let now = Date.now();
const commit = 'a'.repeat(40);

/** A repository in memory that can go away. */
const repositories: SourceRepository = {
  async resolveRevision() {
    if (isAway) throw new GitOpsError('repository_unavailable', 'connection refused');
    return commit;
  },
  async readTree() {
    return new Map([['a.json', new TextEncoder().encode(configMap('steady', 'one'))]]);
  },
};

beforeAll(async () => {
  postgres = await startPostgres();
  world = await startWorld(postgres, { repositories, now: () => new Date(now) });
});

afterAll(async () => {
  await world[Symbol.asyncDispose]();
  await postgres.stop();
});

test('a repository that is away changes nothing for a while, then it is a ComparisonError', async () => {
  const spec = {
    source: { repoURL: 'https://git.example.com/a', path: '.', targetRevision: 'main' },
    syncPolicy: { automated: { selfHeal: true } },
  };
  await world.apply('steady', spec);
  const before = await world.until('steady', synced);
  isAway = true;
  const { reconciles } = world.engine.counters();
  world.engine.refresh('steady');
  await expect.poll(() => world.engine.counters().reconciles).toBeGreaterThan(reconciles);
  const during = await world.until('steady', synced);
  expect(during.metadata.resourceVersion).toBe(before.metadata.resourceVersion);

  now += 181_000;
  world.engine.refresh('steady');
  const after = await world.until('steady', (app) => app.status?.sync?.status === 'Unknown');
  expect(after.status?.conditions).toMatchObject([
    { type: 'ComparisonError', message: 'Failed to load target state: connection refused' },
  ]);

  isAway = false;
  world.engine.refresh('steady');
  const back = await world.until('steady', synced);
  expect(back.status?.conditions).toBeUndefined();
  const live = await world.client.get(configMaps, { name: 'steady', namespace: 'shop' });
  expect(live['data']).toEqual({ value: 'one' });
});
