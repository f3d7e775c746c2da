import type { KubeObject } from '@fairway/kube';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startPostgres, type TestPostgres } from '../../kube-server/tests/_postgres.ts';
import { applicationResource } from '../src/index.ts';
import { configMap, configMaps, jobs, startWorld, synced, type World } from './_world.ts';

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

const merge = { type: 'application/merge-patch+json' } as const;
const automated = {
  automated: { prune: true, selfHeal: true },
  syncOptions: ['PrunePropagationPolicy=background'],
  retry: { limit: 0 },
};

function job(name: string, annotations: Record<string, string>): string {
  return JSON.stringify({
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name, annotations },
    spec: {
      template: {
        spec: {
          restartPolicy: 'Never',
          containers: [{ name: 'main', image: 'example.com/tool:1' }],
        },
      },
    },
  });
}

async function untilJob(name: string): Promise<KubeObject> {
  const found = await world.untilObject(jobs, 'shop', (all) =>
    all.some((item) => item.metadata.name === name),
  );
  const [item] = found.filter((candidate) => candidate.metadata.name === name);
  if (item === undefined) throw new Error('unreachable');
  return item;
}

async function endJob(name: string, type: 'Complete' | 'Failed'): Promise<void> {
  const now = new Date().toISOString();
  const condition = {
    type,
    status: 'True',
    reason: 'Test',
    message: `the job is ${type}`,
    lastTransitionTime: now,
    lastProbeTime: now,
  };
  // A finished Job carries its start, and the API server checks the order of its conditions.
  const before = type === 'Complete' ? 'SuccessCriteriaMet' : 'FailureTarget';
  const status = {
    startTime: now,
    ...(type === 'Complete' ? { completionTime: now } : {}),
    conditions: [{ ...condition, type: before }, condition],
  };
  await world.client.patch(
    jobs,
    { name, namespace: 'shop', subresource: 'status' },
    { status },
    merge,
  );
}

async function hasConfigMap(name: string): Promise<boolean> {
  const { items } = await world.client.list(configMaps, { namespace: 'shop' });
  return items.some((item) => item.metadata.name === name);
}

test('a PreSync hook ends before anything is applied, a PostSync hook begins after it', async () => {
  const repository = await world.repository('hooks');
  await repository.commit({
    'app/a.json': configMap('hooked', 'one'),
    'app/pre.json': job('migrate', { 'helm.sh/hook': 'pre-upgrade,pre-install' }),
    'app/post.json': job('smoke', {
      'argocd.argoproj.io/hook': 'PostSync',
      'argocd.argoproj.io/hook-delete-policy': 'HookSucceeded',
    }),
  });
  await world.apply('hooks', {
    source: { repoURL: repository.url, path: 'app' },
    syncPolicy: automated,
  });
  const waiting = await world.until(
    'hooks',
    (app) =>
      app.status?.operationState?.message === 'waiting for completion of hook batch/Job/migrate',
  );
  expect(waiting.status?.operationState?.phase).toBe('Running');
  expect((await untilJob('migrate')).metadata.finalizers).toContain(
    'argocd.argoproj.io/hook-finalizer',
  );
  expect(await hasConfigMap('hooked')).toBe(false);
  await endJob('migrate', 'Complete');
  await untilJob('smoke');
  expect(await hasConfigMap('hooked')).toBe(true);
  await endJob('smoke', 'Complete');
  const done = await world.until('hooks', synced);
  expect(done.status?.operationState?.message).toBe('successfully synced (no more tasks)');
  expect(done.status?.operationState?.syncResult?.resources).toMatchObject([
    {
      name: 'migrate',
      hookType: 'PreSync',
      hookPhase: 'Succeeded',
      message: 'the job is Complete',
    },
    { name: 'hooked', hookPhase: 'Succeeded', syncPhase: 'Sync' },
    { name: 'smoke', hookType: 'PostSync', hookPhase: 'Succeeded' },
  ]);
  // Kept until the next sync; the one with HookSucceeded is gone.
  const left = await world.client.list(jobs, { namespace: 'shop' });
  expect(left.items.map((item) => [item.metadata.name, item.metadata.finalizers ?? []])).toEqual([
    ['migrate', []],
  ]);
});

test('the next sync makes the hook anew', async () => {
  const repository = await world.repository('again');
  await repository.commit({
    'app/a.json': configMap('again', 'one'),
    'app/pre.json': job('again', { 'argocd.argoproj.io/hook': 'PreSync' }),
  });
  await world.apply('again', {
    source: { repoURL: repository.url, path: 'app' },
    syncPolicy: { ...automated, syncOptions: ['PrunePropagationPolicy=background'] },
  });
  const first = await untilJob('again');
  await endJob('again', 'Complete');
  await world.until('again', synced);
  const commit = await world.push(repository, { 'app/a.json': configMap('again', 'two') });
  await world.untilObject(jobs, 'shop', (all) =>
    all.some((item) => item.metadata.name === 'again' && item.metadata.uid !== first.metadata.uid),
  );
  await endJob('again', 'Complete');
  await world.until('again', (app) => synced(app) && app.status?.sync?.revision === commit);
});

test('a failed hook fails the sync with its message, and SyncFail hooks run', async () => {
  const repository = await world.repository('failing');
  await repository.commit({
    'app/a.json': configMap('never', 'one'),
    'app/pre.json': job('failing', { 'argocd.argoproj.io/hook': 'PreSync' }),
    'app/fail.json': configMap('alarm', 'rung', { 'argocd.argoproj.io/hook': 'SyncFail' }),
  });
  await world.apply('failing', {
    source: { repoURL: repository.url, path: 'app' },
    syncPolicy: automated,
  });
  await untilJob('failing');
  await endJob('failing', 'Failed');
  const failed = await world.until(
    'failing',
    (app) => app.status?.operationState?.phase === 'Failed',
  );
  expect(failed.status?.operationState?.message).toBe(
    'one or more synchronization tasks completed unsuccessfully, reason: the job is Failed',
  );
  expect(await hasConfigMap('alarm')).toBe(true);
  expect(await hasConfigMap('never')).toBe(false);
});

test('a wave waits until the one before it is healthy, and a stuck sync gives way to a newer commit', async () => {
  const repository = await world.repository('waves');
  const stuck = job('stuck', { 'argocd.argoproj.io/sync-wave': '-1' });
  const first = await repository.commit({
    'app/job.json': stuck,
    'app/a.json': configMap('waved', 'one'),
  });
  await world.apply('waves', {
    source: { repoURL: repository.url, path: 'app' },
    syncPolicy: automated,
  });
  const waiting = await world.until(
    'waves',
    (app) => app.status?.operationState?.message?.startsWith('waiting for healthy state') === true,
  );
  expect(waiting.status?.operationState?.message).toBe(
    'waiting for healthy state of batch/Job/stuck',
  );
  expect(waiting.status?.sync?.revision).toBe(first);
  const second = await world.push(repository, { 'app/job.json': null });
  const done = await world.until('waves', synced);
  expect(done.status?.sync?.revision).toBe(second);
  expect(await hasConfigMap('waved')).toBe(true);
  const messages = world.logs.map((entry) => entry['reason']);
  expect(messages).toContain(`Operation terminated: it gave way to revision ${second}`);
});

test('terminating an operation deletes its running hooks', async () => {
  const repository = await world.repository('ended');
  await repository.commit({
    'app/a.json': configMap('ended', 'one'),
    'app/pre.json': job('endless', { 'argocd.argoproj.io/hook': 'PreSync' }),
  });
  await world.apply('ended', {
    source: { repoURL: repository.url, path: 'app' },
    syncPolicy: automated,
  });
  await world.until(
    'ended',
    (app) => app.status?.operationState?.message?.startsWith('waiting for completion') === true,
  );
  await world.client.patch(
    applicationResource,
    { name: 'ended', namespace: 'argocd' },
    { status: { operationState: { phase: 'Terminating' } } },
    merge,
  );
  const ended = await world.until('ended', (app) => app.operation === undefined);
  expect(ended.status?.operationState).toMatchObject({
    phase: 'Failed',
    message: 'Operation terminated',
  });
  await world.untilObject(jobs, 'shop', (all) =>
    all.every((item) => item.metadata.name !== 'endless'),
  );
});

test('a failed sync is tried again after the back-off that the policy sets', async () => {
  const repository = await world.repository('retry');
  await repository.commit({
    'app/a.json': configMap('retried', 'one').replace('"ConfigMap"', '"Gadget"'),
  });
  const retry = { limit: 1, backoff: { duration: '100ms' } };
  await world.apply('retry', {
    source: { repoURL: repository.url, path: 'app' },
    syncPolicy: { ...automated, retry },
  });
  const done = await world.until('retry', (app) => app.status?.operationState?.phase === 'Failed');
  expect(done.status?.operationState?.message).toMatch(
    /Make sure the "Gadget" CRD is installed on the destination cluster\. \(retried 1 times\)\.$/,
  );
  expect(done.status?.operationState?.retryCount).toBe(1);
});

test('an operation goes on after a restart, and its hook is not made twice', async () => {
  const repository = await world.repository('restarted');
  await repository.commit({
    'app/a.json': configMap('restarted', 'one'),
    'app/pre.json': job('once', { 'argocd.argoproj.io/hook': 'PreSync' }),
  });
  await world.apply('restarted', {
    source: { repoURL: repository.url, path: 'app' },
    syncPolicy: automated,
  });
  await world.until(
    'restarted',
    (app) => app.status?.operationState?.message?.startsWith('waiting for completion') === true,
  );
  const before = await untilJob('once');
  await world.restart();
  await endJob('once', 'Complete');
  const done = await world.until('restarted', synced);
  expect(done.status?.operationState?.phase).toBe('Succeeded');
  expect((await untilJob('once')).metadata.uid).toBe(before.metadata.uid);
  expect(world.engine.counters().applies).toBe(1);
});
