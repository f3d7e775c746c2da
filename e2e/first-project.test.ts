import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Kysely, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type Constellation,
  startConstellation,
} from '../apps/server/src/testing/constellation.ts';
import { openDataDirectory } from '../apps/server/src/data-directory/data-directory.ts';
import { namesAt } from './_kube.ts';
import { load } from './_load.ts';
import {
  clone,
  delivered,
  ended,
  eventually,
  execute,
  processesOf,
  type Ran,
  states,
  visit,
} from './_util.ts';

let platform: Constellation;
let scratch: string;
const name = 'hello';
const environment = { project: name, environment: 'dev' };

beforeAll(async () => {
  platform = await startConstellation({ flags: { 'scrape.intervalSeconds': 1 } });
  scratch = await mkdtemp(join(tmpdir(), 'fairway-e2e-'));
});

afterAll(async () => {
  await platform[Symbol.asyncDispose]();
  await rm(scratch, { recursive: true, force: true });
});

function urlOf(project: string): string {
  return `http://${project}-dev.localhost:${platform.server.port}/`;
}

async function create(project: string): Promise<string> {
  const { data, error } = await platform.api.POST('/api/v1/projects', {
    body: {
      name: project,
      team: 'platform',
      template: 'node-service',
      description: 'Says hello',
      variables: {},
    },
  });
  expect(error).toBeUndefined();
  return data?.timeline.id ?? '';
}

/** kubectl with the kubeconfig that the server wrote. */
function kubectl(argv: readonly string[], input?: string): Promise<Ran> {
  return execute('kubectl', ['--kubeconfig', platform.server.kubeconfig, ...argv], {
    ...(input === undefined ? {} : { input }),
    env: { HOME: scratch },
  });
}

describe('the first project', () => {
  it('goes LIVE, every step succeeded, and answers under its URL', async () => {
    const timeline = await ended(platform.api, await create(name));
    expect(timeline).toMatchObject({ state: 'live', url: urlOf(name).slice(0, -1) });
    expect(new Set(Object.values(states(timeline)))).toEqual(new Set(['succeeded']));
    expect(Object.keys(states(timeline))).toEqual([
      'render',
      'repository',
      'push',
      'pipeline/test',
      'pipeline/image',
      'pipeline/release',
      'image',
      'release',
      'commit',
      'sync',
      'pods',
      'probes',
      'scrape',
    ]);
    for (const step of timeline.steps) expect(step.durationMs, step.key).not.toBeNull();
    const { status, body } = await visit(urlOf(name));
    expect(status).toBe(200);
    expect(JSON.parse(body)).toMatchObject({ name, description: 'Says hello' });
  });

  it('shows its request rate and latency on the dashboard', async () => {
    const panels = await eventually(
      'a request rate',
      async () => {
        await visit(urlOf(name));
        const { data } = await platform.api.GET(
          '/api/v1/projects/{project}/environments/{environment}/metrics',
          { params: { path: environment, query: { minutes: 2, points: 120 } } },
        );
        const last = (key: string): number =>
          data?.panels
            .find((panel) => panel.key === key)
            ?.series.flatMap(({ values }) => values)
            .findLast((value) => value !== null) ?? 0;
        expect(data?.targets.every(({ up }) => up)).toBe(true);
        return last('requests') > 0 && last('latency') > 0 ? data?.panels : undefined;
      },
      30_000,
    );
    expect(panels.map(({ key }) => key)).toEqual(['requests', 'errors', 'latency']);
  });

  it('is seen and changed by kubectl', async (context) => {
    const version = await execute('kubectl', ['version', '--client']).catch(() => undefined);
    if (version?.code !== 0) context.skip('kubectl is not installed');
    const kinds = 'applications,deploy,rs,po,svc,ing';
    const all = await kubectl(['get', kinds, '-A']);
    expect(all, all.stderr).toMatchObject({ code: 0, stderr: '' });
    expect(all.stdout).toMatch(/^argocd +application\.argoproj\.io\/hello-dev +Synced +Healthy/m);
    expect(all.stdout).toMatch(/^hello-dev +deployment\.apps\/hello +1\/1/m);
    expect(all.stdout).toMatch(/^hello-dev +replicaset\.apps\/hello-\w+ +1 +1 +1/m);
    expect(all.stdout).toMatch(/^hello-dev +pod\/hello-\w+-\w+ +1\/1 +Running/m);
    expect(all.stdout).toMatch(/^hello-dev +service\/hello +ClusterIP/m);
    expect(all.stdout).toMatch(
      /^hello-dev +ingress\.networking\.k8s\.io\/hello .*hello-dev\.localhost/m,
    );

    const logs = await kubectl(['logs', '-n', 'hello-dev', 'deploy/hello', '--tail=50']);
    expect(logs.stdout, logs.stderr).toContain('Server listening');

    const manifest = `apiVersion: v1
kind: ConfigMap
metadata: { name: by-hand, namespace: default }
data: { colour: blue }
`;
    const applied = await kubectl(['apply', '-f', '-'], manifest);
    expect(applied.stdout, applied.stderr).toBe('configmap/by-hand created\n');
    const again = await kubectl(['apply', '-f', '-'], manifest.replace('blue', 'green'));
    expect(again.stdout, again.stderr).toBe('configmap/by-hand configured\n');
    const read = await kubectl(['get', 'configmap', 'by-hand', '-o', 'jsonpath={.data.colour}']);
    expect(read.stdout, read.stderr).toBe('green');
    const removed = await kubectl(['delete', 'configmap', 'by-hand']);
    expect(removed.code, removed.stderr).toBe(0);
    const explained = await kubectl(['auth', 'can-i', 'create', 'deployments']);
    expect(explained.stdout, explained.stderr).toBe('yes\n');
  });

  it('rolls a pushed change out without one failed request', async () => {
    const { data: token } = await platform.api.POST('/api/v1/auth/tokens', {
      body: { name: 'laptop', expiresInDays: 1 },
    });
    const { data: project } = await platform.api.GET('/api/v1/projects/{project}', {
      params: { path: { project: name } },
    });
    const work = await clone(project?.repositoryUrl ?? '', token?.token ?? '', join(scratch, name));
    const file = join(work.folder, 'src/app.ts');
    const source = await readFile(file, 'utf8');
    await writeFile(file, source.replace('Hello from', 'Welcome to'));

    const traffic = load({
      url: urlOf(name),
      perSecond: 50,
      seconds: 30,
      version: (body) => (body.includes('Welcome to') ? 'new' : 'old'),
    });
    const commit = await work.push('Greet otherwise');
    const timeline = await delivered(platform.api, name, commit);
    expect(timeline.state).toBe('live');
    expect((await visit(urlOf(name))).body).toContain('Welcome to hello');
    const result = await traffic;
    expect(result).toMatchObject({ requests: 1_500, refused: {}, errors: {} });
    expect(result.versions).toEqual({ old: expect.any(Number), new: expect.any(Number) });
  });

  it('leaves nothing behind when it is deleted, told item by item', async () => {
    await using database = await openTables();
    const { data: before } = await platform.api.GET('/api/v1/projects/{project}', {
      params: { path: { project: name } },
    });
    const id = before?.id ?? '';
    expect(await database.rowsOf(id)).not.toEqual({});
    expect(await filesNamed(name)).not.toEqual([]);
    expect(await imageRepositories()).toContain(`platform/${name}`);
    expect(await podProcesses()).not.toEqual([]);
    const { data } = await platform.api.DELETE('/api/v1/projects/{project}', {
      params: { path: { project: name } },
    });
    const timeline = await ended(platform.api, data?.timeline.id ?? '');
    expect(timeline.state).toBe('done');
    expect(timeline.steps.map(({ title, state, message }) => [title, state, message])).toEqual([
      ['Commit the removal', 'succeeded', expect.stringMatching(/^[0-9a-f]{7}$/)],
      ['Application', 'succeeded', 'gone'],
      ['Namespace with its pods', 'succeeded', 'gone'],
      ['Repository', 'succeeded', 'deleted'],
      ['Images', 'succeeded', 'deleted'],
      ['Pipeline logs and artifacts', 'succeeded', '2 runs deleted'],
      ['Project', 'succeeded', 'deleted'],
    ]);
    await expectNothingLeft(name);
    expect(await database.rowsOf(id)).toEqual({});
    expect(await filesNamed(name)).toEqual([]);
    expect(await imageRepositories()).not.toContain(`platform/${name}`);
    expect((await visit(urlOf(name))).status).toBe(421);
    expect(await available(name)).toBe(true);
  });

  it('keeps the repository and the images aside when it is archived', async () => {
    const kept = 'kept';
    expect(await ended(platform.api, await create(kept))).toMatchObject({ state: 'live' });
    const { data } = await platform.api.DELETE('/api/v1/projects/{project}', {
      params: { path: { project: kept }, query: { archive: 'true' } },
    });
    const timeline = await ended(platform.api, data?.timeline.id ?? '');
    expect(timeline).toMatchObject({ state: 'done', title: 'Archive kept' });
    const messages = Object.fromEntries(timeline.steps.map(({ key, message }) => [key, message]));
    expect(messages).toMatchObject({ repository: 'archived', images: 'archived' });
    await expectNothingLeft(kept);
    const archive = await readdir(join(platform.data, 'git', '.archive', 'platform'));
    expect(archive).toEqual([expect.stringMatching(/^kept-.*\.git$/)]);
    expect(await imageRepositories()).toContain(`platform/${kept}`);
    expect(await available(kept)).toBe(true);
  });
});

async function available(project: string): Promise<boolean | undefined> {
  const { data } = await platform.api.GET('/api/v1/project-names/{name}', {
    params: { path: { name: project } },
  });
  return data?.available;
}

/** No object of the cluster, no Application and no process speaks of the project. */
async function expectNothingLeft(project: string): Promise<void> {
  const { kubeconfig } = platform.server;
  const left = await Promise.all(
    [
      '/api/v1/namespaces',
      '/apis/argoproj.io/v1alpha1/applications',
      '/apis/apps/v1/deployments',
      '/apis/apps/v1/replicasets',
      '/api/v1/pods',
      '/api/v1/services',
      '/api/v1/configmaps',
      '/api/v1/secrets',
      '/apis/networking.k8s.io/v1/ingresses',
      '/apis/discovery.k8s.io/v1/endpointslices',
    ].map((path) => namesAt(kubeconfig, path)),
  );
  expect(left.flat().filter((object) => object.includes(project))).toEqual([]);
  expect(await podProcesses()).toEqual([]);
}

/** Commands of the processes in pods. */
async function podProcesses(): Promise<string[]> {
  const found = await processesOf(join(platform.data, 'kubelet', 'pods'));
  return found.map(({ command }) => command);
}

/** Repositories of the registry (OCI distribution, extension `_catalog`). */
async function imageRepositories(): Promise<string[]> {
  const response = await fetch(`${platform.server.origin}/v2/_catalog`, {
    headers: { authorization: `Bearer ${platform.token}` },
  });
  return ((await response.json()) as { repositories: string[] }).repositories;
}

/** Folders and files of the data directory that carry a project's name (the gitops mirror aside). */
async function filesNamed(project: string): Promise<string[]> {
  const found: string[] = [];
  for (const part of ['git', 'registry', 'pipelines', 'gitops']) {
    const folder = join(platform.data, part);
    const entries = await readdir(folder, { recursive: true }).catch(() => []);
    found.push(
      ...entries
        .filter((path) => path.split(/[/.]/).includes(project))
        .map((path) => `${part}/${path}`),
    );
  }
  return found;
}

/** The platform's own tables: how many rows of each still speak of a project. */
async function openTables() {
  const { postgresSocket } = await openDataDirectory(platform.data);
  const pool = new pg.Pool({ host: postgresSocket, user: 'fairway', database: 'postgres', max: 1 });
  const db = new Kysely<Record<string, { project_id: string }>>({
    dialect: new PostgresDialect({ pool }),
  });
  const columns = await sql<{ table_name: string }>`
    select table_name from information_schema.columns
    where table_schema = 'app' and column_name = 'project_id' and table_name <> 'timelines'
  `.execute(db);
  return {
    async rowsOf(id: string): Promise<Record<string, string>> {
      const counts: Record<string, string> = {};
      for (const { table_name: table } of columns.rows) {
        const { rows } = await sql<{ n: string }>`
          select count(*) as n from ${sql.table(`app.${table}`)} where project_id = ${id}
        `.execute(db);
        if (rows[0]?.n !== '0') counts[table] = rows[0]?.n ?? '';
      }
      return counts;
    },
    [Symbol.asyncDispose]: () => db.destroy(),
  };
}
