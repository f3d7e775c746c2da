import { afterAll, beforeAll, expect, test } from 'vitest';
import { startPostgres, type TestPostgres } from '../../kube-server/tests/_postgres.ts';
import { configMap, configMaps, startWorld, synced, type World } from './_world.ts';

let postgres: TestPostgres;
let world: World;

beforeAll(async () => {
  postgres = await startPostgres();
  world = await startWorld(postgres);
});

afterAll(async () => {
  await world[Symbol.asyncDispose]();
  await postgres.stop();
});

const automated = {
  automated: { prune: true, selfHeal: true },
  syncOptions: ['PrunePropagationPolicy=background'],
};

test('a new Application is synced, and its status is what Argo CD writes', async () => {
  const repository = await world.repository('first');
  const commit = await repository.commit({ 'app/a.json': configMap('first', 'one') });
  await world.apply('first', {
    source: { repoURL: repository.url, path: 'app', targetRevision: 'main' },
    syncPolicy: automated,
  });
  const application = await world.until('first', synced);
  expect(application.status).toMatchObject({
    sync: { status: 'Synced', revision: commit, comparedTo: { source: { path: 'app' } } },
    health: { status: 'Healthy' },
    sourceType: 'Directory',
    resources: [
      { version: 'v1', kind: 'ConfigMap', namespace: 'shop', name: 'first', status: 'Synced' },
    ],
    operationState: {
      phase: 'Succeeded',
      message: 'successfully synced (all tasks run)',
      operation: { initiatedBy: { automated: true }, sync: { revision: commit, prune: true } },
      syncResult: {
        revision: commit,
        resources: [
          {
            kind: 'ConfigMap',
            name: 'first',
            status: 'Synced',
            message: 'configmap/first serverside-applied',
            hookPhase: 'Running',
            syncPhase: 'Sync',
          },
        ],
      },
    },
    history: [{ id: 0, revision: commit }],
  });
  const live = await world.client.get(configMaps, { name: 'first', namespace: 'shop' });
  expect(live.metadata.annotations).toEqual({
    'argocd.argoproj.io/tracking-id': 'first:/ConfigMap:shop/first',
  });
});

test('a commit that is told by webhook is applied, and what left git is pruned', async () => {
  const repository = await world.repository('update');
  await repository.commit({
    'app/a.json': configMap('update-a', 'one'),
    'app/b.json': configMap('update-b', 'one'),
  });
  await world.apply('update', {
    source: { repoURL: repository.url, path: 'app' },
    syncPolicy: automated,
  });
  await world.until('update', synced);
  const commit = await world.push(repository, {
    'app/a.json': configMap('update-a', 'two'),
    'app/b.json': null,
  });
  const application = await world.until(
    'update',
    (app) => synced(app) && app.status?.sync?.revision === commit,
  );
  expect(application.status?.history).toHaveLength(2);
  expect(application.status?.operationState?.syncResult?.resources).toMatchObject([
    { name: 'update-b', status: 'Pruned', message: 'pruned', hookPhase: 'Succeeded' },
    { name: 'update-a', status: 'Synced' },
  ]);
  const { items } = await world.client.list(configMaps, { namespace: 'shop' });
  const ours = items.filter((item) => item.metadata.name?.startsWith('update-'));
  expect(ours.map((item) => [item.metadata.name, item['data']])).toEqual([
    ['update-a', { value: 'two' }],
  ]);
});

test('a manual edit is healed, and only what drifted is applied', async () => {
  const repository = await world.repository('heal');
  await repository.commit({
    'app/a.json': configMap('heal-a', 'one'),
    'app/b.json': configMap('heal-b', 'one'),
  });
  await world.apply('heal', {
    source: { repoURL: repository.url, path: 'app' },
    syncPolicy: automated,
  });
  await world.until('heal', synced);
  const before = world.engine.counters();
  await world.client.patch(
    configMaps,
    { name: 'heal-a', namespace: 'shop' },
    { data: { value: 'edited' } },
    { type: 'application/merge-patch+json', fieldManager: 'kubectl-edit' },
  );
  const healed = await world.until(
    'heal',
    (app) =>
      synced(app) && app.status?.operationState?.operation?.sync?.autoHealAttemptsCount === 1,
  );
  expect(healed.status?.operationState?.operation?.sync?.resources).toEqual([
    { kind: 'ConfigMap', namespace: 'shop', name: 'heal-a' },
  ]);
  expect(healed.status?.history).toHaveLength(1);
  expect(
    (await world.client.get(configMaps, { name: 'heal-a', namespace: 'shop' }))['data'],
  ).toEqual({ value: 'one' });
  expect(world.engine.counters().selfHeals - before.selfHeals).toBe(1);
});

test('what others add to an object is not drift', async () => {
  const repository = await world.repository('extra');
  await repository.commit({ 'app/a.json': configMap('extra', 'one') });
  await world.apply('extra', {
    source: { repoURL: repository.url, path: 'app' },
    syncPolicy: automated,
  });
  await world.until('extra', synced);
  const { applies, dryRuns } = world.engine.counters();
  await world.client.patch(
    configMaps,
    { name: 'extra', namespace: 'shop' },
    { metadata: { labels: { team: 'x' } } },
    { type: 'application/merge-patch+json', fieldManager: 'kubectl-label' },
  );
  await expect.poll(() => world.engine.counters().dryRuns).toBeGreaterThan(dryRuns);
  await world.until('extra', synced);
  expect(world.engine.counters().applies).toBe(applies);
});

test('without automated sync an Application is OutOfSync until a sync is asked for', async () => {
  const repository = await world.repository('manual');
  const commit = await repository.commit({ 'app/a.json': configMap('manual', 'one') });
  await world.apply('manual', { source: { repoURL: repository.url, path: 'app' } });
  const waiting = await world.until('manual', (app) => app.status?.sync?.status === 'OutOfSync');
  expect(waiting.status).toMatchObject({
    health: { status: 'Missing' },
    resources: [{ name: 'manual', status: 'OutOfSync', health: { status: 'Missing' } }],
  });
  await world.client.patch(
    { group: 'argoproj.io', version: 'v1alpha1', resource: 'applications' },
    { name: 'manual', namespace: 'argocd' },
    { operation: { initiatedBy: { username: 'admin' }, sync: { revision: commit } } },
    { type: 'application/merge-patch+json' },
  );
  const done = await world.until('manual', synced);
  expect(done.status?.operationState).toMatchObject({
    phase: 'Succeeded',
    operation: { initiatedBy: { username: 'admin' } },
  });
});

test('a failing object fails the sync with the reason, and is not tried again before a new commit', async () => {
  const repository = await world.repository('broken');
  const bad = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'broken' },
    spec: { replicas: 'many' },
  };
  await repository.commit({
    'app/a.json': configMap('broken', 'one'),
    'app/b.json': JSON.stringify(bad),
  });
  await world.apply('broken', {
    source: { repoURL: repository.url, path: 'app' },
    syncPolicy: { ...automated, retry: { limit: 0 } },
  });
  const failed = await world.until(
    'broken',
    (app) => app.status?.conditions?.some((condition) => condition.type === 'SyncError') === true,
  );
  expect(failed.status?.operationState?.phase).toBe('Failed');
  expect(failed.status?.operationState?.message).toContain(
    'one or more objects failed to apply (dry run), reason: ',
  );
  expect(failed.status?.operationState?.message).toContain('spec');
  await world.push(repository, { 'app/b.json': null });
  const repaired = await world.until('broken', synced);
  expect(repaired.status?.conditions ?? []).toEqual([]);
});

test('a broken repository is a condition on its Application alone', async () => {
  const repository = await world.repository('sick');
  await repository.commit({ 'app/a.yaml': 'kind: [' });
  await world.apply('sick', {
    source: { repoURL: repository.url, path: 'app' },
    syncPolicy: automated,
  });
  await world.apply('gone', {
    source: { repoURL: `${world.git.url}/nowhere`, path: 'app' },
    syncPolicy: automated,
  });
  const isBroken = (type: string) => (app: { status?: { conditions?: { type: string }[] } }) =>
    app.status?.conditions?.some((condition) => condition.type === type) === true;
  const sick = await world.until('sick', isBroken('ComparisonError'));
  expect(sick.status?.sync?.status).toBe('Unknown');
  expect(sick.status?.conditions?.[0]?.message).toContain('Failed to unmarshal "a.yaml"');
  await world.until('gone', isBroken('ComparisonError'));
  await world.apply('lost', {
    project: 'nobody',
    source: { repoURL: repository.url, path: 'app' },
  });
  const lost = await world.until('lost', isBroken('InvalidSpecError'));
  expect(lost.status?.conditions?.[0]?.message).toBe(
    'Application referencing project nobody which does not exist',
  );
  await world.push(repository, { 'app/a.yaml': configMap('sick', 'one') });
  await world.until('sick', synced);
});

test('an engine at rest asks neither git nor the cluster', async () => {
  const repository = await world.repository('rest');
  await repository.commit({ 'app/a.json': configMap('rest', 'one') });
  await world.apply('rest', {
    source: { repoURL: repository.url, path: 'app' },
    syncPolicy: automated,
  });
  await world.until('rest', synced);
  const before = world.engine.counters();
  world.engine.refresh('rest');
  await expect.poll(() => world.engine.counters().reconciles).toBeGreaterThan(before.reconciles);
  const after = world.engine.counters();
  expect([after.dryRuns, after.renders, after.applies, after.statusWrites]).toEqual([
    before.dryRuns,
    before.renders,
    before.applies,
    before.statusWrites,
  ]);
});

test('the refresh annotation is taken off when the refresh is done', async () => {
  const repository = await world.repository('asked');
  await repository.commit({ 'app/a.json': configMap('asked', 'one') });
  await world.apply('asked', {
    source: { repoURL: repository.url, path: 'app' },
    syncPolicy: automated,
  });
  await world.until('asked', synced);
  const commit = await repository.commit({ 'app/a.json': configMap('asked', 'two') });
  const annotation = { 'argocd.argoproj.io/refresh': 'hard' };
  await world.apply(
    'asked',
    { source: { repoURL: repository.url, path: 'app' }, syncPolicy: automated },
    { annotations: annotation },
  );
  const refreshed = await world.until(
    'asked',
    (app) =>
      synced(app) &&
      app.status?.sync?.revision === commit &&
      app.metadata.annotations?.['argocd.argoproj.io/refresh'] === undefined,
  );
  expect(refreshed.status?.sync?.status).toBe('Synced');
});
