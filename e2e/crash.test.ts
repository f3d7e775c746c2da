import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ApiClient } from '@fairway/api-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDataDirectory } from '../apps/server/src/data-directory/data-directory.ts';
import { deploySteps, scrapeStep } from '../apps/server/src/deployments/deploy-steps.ts';
import { deletionSteps } from '../apps/server/src/projects/deletion-steps.ts';
import { provisionSteps } from '../apps/server/src/projects/provision-steps.ts';
import { namesAt } from './_kube.ts';
import type { CrashPoint } from './_server-order.ts';
import {
  createServerProcesses,
  type ServerProcess,
  type ServerProcesses,
  signIn,
} from './_server-process.ts';
import { ended, eventually, processesOf, visit } from './_util.ts';

const name = 'hardy';
let scratch: string;
let data: string;
let kubeconfig: string;
let processes: ServerProcesses;
let server: ServerProcess | undefined;

beforeAll(async () => {
  processes = createServerProcesses();
  scratch = await mkdtemp(join(tmpdir(), 'fairway-e2e-'));
  data = join(scratch, 'data');
  kubeconfig = join(data, 'kubeconfig');
});

afterAll(async () => {
  await server?.stop();
  processes[Symbol.dispose]();
  await rm(scratch, { recursive: true, force: true });
});

/** Both sides of the effect of each step, in the order in which one run meets them. */
function crashPoints(steps: readonly { key: string }[]): CrashPoint[] {
  return steps.flatMap(({ key }): CrashPoint[] => [
    { step: key, moment: 'before' },
    { step: key, moment: 'after' },
  ]);
}

/** Starts a server; gives it with its API once it answers. */
async function start(crash?: CrashPoint): Promise<{ api: ApiClient; port: number }> {
  server = processes.start({ data, crash });
  const ready = await server.ready;
  if (ready === undefined) throw new Error(`the server ended: ${await server.ended}`);
  return { ...(await signIn(ready.origin)), port: ready.port };
}

/** Starts a server that is to crash at a point that an earlier one left before it. */
async function crashAt(crash: CrashPoint): Promise<void> {
  server = processes.start({ data, crash });
  expect({ ...crash, end: await server.ended }).toEqual({ ...crash, end: 'SIGKILL' });
}

/** What there is of projects: in the cluster, on disk and running. */
async function inventory() {
  const git = await readdir(join(data, 'git', 'platform')).catch(() => []);
  const pods = await namesAt(kubeconfig, '/api/v1/pods');
  const running = await podProcesses();
  return {
    repositories: git.filter((entry) => !entry.startsWith('.')),
    applications: await namesAt(kubeconfig, '/apis/argoproj.io/v1alpha1/applications'),
    namespaces: (await namesAt(kubeconfig, '/api/v1/namespaces')).filter((one) =>
      one.endsWith('-dev'),
    ),
    replicaSets: (await namesAt(kubeconfig, '/apis/apps/v1/replicasets')).length,
    pods: pods.map((pod) => pod.split('/')[0]),
    processes: running.length,
  };
}

/** The main processes of the containers that run. */
async function podProcesses(): Promise<number[]> {
  const all = await processesOf(join(data, 'kubelet'));
  return all
    .filter(({ command }) => command === 'node dist/main.js')
    .map(({ pid }) => pid)
    .sort((a, b) => a - b);
}

describe('a server that is killed again and again', () => {
  const provisioning = crashPoints([...provisionSteps, ...deploySteps, scrapeStep]);

  it('brings a project LIVE, once, through every step of its creation', async () => {
    const [first, ...rest] = provisioning;
    const { api } = await start(first);
    // The answer may be lost with the server; the project is not.
    await api
      .POST('/api/v1/projects', {
        body: { name, team: 'platform', template: 'node-service', description: '', variables: {} },
      })
      .catch(() => undefined);
    expect(await server?.ended).toBe('SIGKILL');
    for (const point of rest) await crashAt(point);

    const { api: again, port } = await start();
    const timelines = await again.GET('/api/v1/projects/{project}/timelines', {
      params: { path: { project: name } },
    });
    expect(timelines.data?.items).toHaveLength(1);
    const timeline = await ended(again, timelines.data?.items[0]?.id ?? '');
    expect(timeline.state, JSON.stringify(timeline.steps, undefined, 1)).toBe('live');
    expect(await inventory()).toEqual({
      repositories: [`${name}.git`],
      applications: [`argocd/${name}-dev`, 'argocd/root'],
      namespaces: [`/${name}-dev`],
      replicaSets: 1,
      pods: [`${name}-dev`],
      processes: 1,
    });
    const runs = await again.GET('/api/v1/projects/{project}/pipeline-runs', {
      params: { path: { project: name } },
    });
    expect(runs.data?.items.map(({ number, conclusion }) => [number, conclusion])).toEqual([
      [1, 'success'],
    ]);
    const deployments = await again.GET('/api/v1/projects/{project}/deployments', {
      params: { path: { project: name } },
    });
    expect(deployments.data?.items.map(({ state }) => state)).toEqual(['live']);
    expect((await visit(`http://${name}-dev.localhost:${port}/`)).status).toBe(200);
  }, 420_000);

  it('leaves its pods running, and the next one takes them over', async () => {
    const before = await podProcesses();
    expect(before).toHaveLength(1);
    await server?.kill();
    expect(await podProcesses()).toEqual(before);
    const { port } = await start();
    const started = performance.now();
    await eventually(
      'an answer of the adopted pod',
      async () => {
        const { status } = await visit(`http://${name}-dev.localhost:${port}/`);
        return status === 200 ? true : undefined;
      },
      2_000,
    );
    expect(performance.now() - started).toBeLessThan(2_000);
    expect(await podProcesses()).toEqual(before);
    expect((await inventory()).replicaSets).toBe(1);
  });

  it('leaves nothing of a project through every step of its deletion', async () => {
    await server?.stop();
    const [first, ...rest] = crashPoints(deletionSteps);
    const { api } = await start(first);
    const found = await api.GET('/api/v1/projects/{project}', {
      params: { path: { project: name } },
    });
    await api
      .DELETE('/api/v1/projects/{project}', { params: { path: { project: name } } })
      .catch(() => undefined);
    expect(await server?.ended).toBe('SIGKILL');
    for (const point of rest) await crashAt(point);

    const { api: again } = await start();
    const timeline = await ended(again, `delete-${found.data?.id}`);
    expect(timeline.state, JSON.stringify(timeline.steps, undefined, 1)).toBe('done');
    expect(await inventory()).toEqual({
      repositories: [],
      applications: ['argocd/root'],
      namespaces: [],
      replicaSets: 0,
      pods: [],
      processes: 0,
    });
    const gone = await again.GET('/api/v1/projects/{project}', {
      params: { path: { project: name } },
    });
    expect(gone.response.status).toBe(404);
  }, 420_000);

  it('stops everything when it is told to, PostgreSQL included', async () => {
    const { postgresSocket } = await openDataDirectory(data);
    expect(await processesOf(postgresSocket)).not.toEqual([]);
    expect(await server?.stop()).toBe(0);
    server = undefined;
    expect(await processesOf(data)).toEqual([]);
    expect(await processesOf(postgresSocket)).toEqual([]);
  });

  it('starts a second time on the same data directory', async (context) => {
    const begun = performance.now();
    await start();
    const ms = Math.round(performance.now() - begun);
    await context.annotate(`second start, from the sources: ${ms} ms until the sign-in answers`);
  });
});
