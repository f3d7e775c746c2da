import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { loadConfig } from '../apps/server/src/config/load-config.ts';
import { lockDataDirectory } from '../apps/server/src/data-directory/server-lock.ts';
import { openDataDirectory } from '../apps/server/src/data-directory/data-directory.ts';
import { startServer } from '../apps/server/src/server/start-server.ts';
import {
  type Constellation,
  startConstellation,
} from '../apps/server/src/testing/constellation.ts';
import { type Clone, clone, delivered, ended, failureOf, states, visit } from './_util.ts';

const shipped = fileURLToPath(new URL('../templates', import.meta.url));
const name = 'sturdy';

let platform: Constellation;
let scratch: string;
let work: Clone;

/** Templates beside the shipped ones: one that no values render. */
async function templatesWithBroken(folder: string): Promise<string> {
  await cp(shipped, folder, { recursive: true });
  const broken = join(folder, 'broken');
  await cp(join(shipped, 'node-service'), broken, { recursive: true });
  const readme = join(broken, '{{cookiecutter.project_name}}', 'README.md');
  await writeFile(readme, '# Title\n\n{{ cookiecutter.no_such_variable }}\n');
  return folder;
}

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'fairway-e2e-'));
  platform = await startConstellation({
    templates: await templatesWithBroken(join(scratch, 'templates')),
  });
  const created = await create({ name });
  const timeline = await ended(platform.api, created.data?.timeline.id ?? '');
  expect(timeline.state).toBe('live');
  work = await clone(
    created.data?.project.repositoryUrl ?? '',
    platform.token,
    join(scratch, 'clone'),
  );
});

afterAll(async () => {
  await platform[Symbol.asyncDispose]();
  await rm(scratch, { recursive: true, force: true });
});

function create(body: { name: string; team?: string; template?: string }) {
  return platform.api.POST('/api/v1/projects', {
    body: { team: 'platform', template: 'node-service', description: '', variables: {}, ...body },
  });
}

async function answer(): Promise<string> {
  const { status, body } = await visit(`http://${name}-dev.localhost:${platform.server.port}/`);
  expect(status).toBe(200);
  return (JSON.parse(body) as { message: string }).message;
}

/** Changes a file of the clone; the text to replace must be there. */
async function change(path: string, from: string, to: string): Promise<void> {
  const file = join(work.folder, path);
  const text = await readFile(file, 'utf8');
  expect(text).toContain(from);
  await writeFile(
    file,
    text.replace(from, () => to),
  );
}

/** Undoes every change since the first commit. */
async function restore(): Promise<void> {
  const first = (await work.git('rev-list', '--max-parents=0', 'HEAD')).stdout.trim();
  await work.git('checkout', '--quiet', first, '--', '.');
}

describe('a form that asks for what cannot be', () => {
  it.each([
    [{ name }, 'name-taken', 'name', /"sturdy" already/],
    [{ name: 'Not Safe' }, 'invalid-name', 'name', /lower-case letters/],
    [{ name: '-edge' }, 'invalid-name', 'name', /start with a letter/],
    [{ name: 'a'.repeat(41) }, 'invalid-name', 'name', /41 characters; at most 40/],
    [{ name: 'registry' }, 'invalid-name', 'name', /reserved/],
    [{ name: 'shop-dev' }, 'invalid-name', 'name', /must not end with an environment/],
    [{ name: 'other', template: 'no-such' }, 'not-found', 'template', /no template "no-such"/],
    [{ name: 'other', team: 'no-such' }, 'not-found', 'team', /no team "no-such"/],
    [
      { name: 'other', template: 'broken' },
      'render-failed',
      undefined,
      /README\.md.*no_such_variable/s,
    ],
  ])('%j is refused at the field', async (body, code, field, why) => {
    const { error, response } = await create(body);
    expect(error).toMatchObject({ code, status: response.status });
    expect(error?.detail).toMatch(why);
    expect(error?.remedy).toMatch(/\w+/);
    if (field !== undefined) expect(error?.fields).toHaveProperty([field]);
    expect(
      (await platform.api.GET('/api/v1/projects', {})).data?.items.map((one) => one.name),
    ).toEqual([name]);
  });

  it('tells a field that the schema refuses', async () => {
    const { error } = await create({ name: 'x'.repeat(300) });
    expect(error).toMatchObject({ code: 'invalid-request', fields: { name: expect.any(String) } });
  });
});

describe('a push that cannot go live leaves the old version live', () => {
  beforeEach(restore);

  it('names the line of a test that fails', async () => {
    await change('src/app.ts', 'Hello from', 'Broken by');
    await change('src/app.test.ts', "name, '" + name, "name, 'somebody");
    const timeline = await delivered(platform.api, name, await work.push('Break a test'));
    expect(timeline.state).toBe('failed');
    const { step, code, text } = failureOf(timeline);
    expect({ step, code }).toEqual({ step: 'pipeline/test', code: 'pipeline-failed' });
    expect(text).toMatch(/src\/app\.test\.ts:\d+/);
    expect(states(timeline)).toMatchObject({ commit: 'skipped', pods: 'skipped' });
    expect(await answer()).toBe(`Hello from ${name}!`);
  });

  it('names the line of a Dockerfile that fails', async () => {
    await change('Dockerfile', 'RUN npm run build', 'RUN npm run biuld');
    const timeline = await delivered(platform.api, name, await work.push('Break the image'));
    expect(timeline.state).toBe('failed');
    const failed = timeline.steps.find(({ key }) => key === 'pipeline/image');
    expect(failed?.failure?.code).toBe('pipeline-failed');
    expect(JSON.stringify(failed?.failure)).toMatch(/Dockerfile:13/);
    expect(states(timeline)).toMatchObject({ image: 'failed', commit: 'skipped' });
    expect(await answer()).toBe(`Hello from ${name}!`);
  });

  it('shows the last log lines of an image that crashes, and stops the rollout', async () => {
    await change(
      'Dockerfile',
      'CMD ["node", "dist/main.js"]',
      'CMD ["node", "-e", "console.log(\'no reactor\'); process.exit(7)"]',
    );
    const timeline = await delivered(platform.api, name, await work.push('Crash'));
    expect(timeline.state).toBe('failed');
    const { code, text } = failureOf(timeline);
    expect(code).toBe('rollout-failed');
    expect(text).toContain('CrashLoopBackOff');
    expect(text).toContain('code 7');
    expect(text).toContain('no reactor');
    expect(await answer()).toBe(`Hello from ${name}!`);
    const { data } = await platform.api.GET(
      '/api/v1/projects/{project}/environments/{environment}',
      { params: { path: { project: name, environment: 'dev' } } },
    );
    expect(data?.pods.filter(({ ready }) => ready)).toHaveLength(1);
    expect(data?.pods.map(({ reason }) => reason)).toContain('CrashLoopBackOff');
  });

  it('says which line of a chart does not render', async () => {
    await change('helm/templates/service.yaml', 'kind: Service', 'kind: {{ include "no.such" . }}');
    const timeline = await delivered(platform.api, name, await work.push('Break the chart'));
    expect(timeline.state).toBe('failed');
    const { step, code, text } = failureOf(timeline);
    expect({ step, code }).toEqual({ step: 'sync', code: 'sync-failed' });
    expect(text).toContain('service.yaml');
    expect(text).toContain('no.such');
    expect(await answer()).toBe(`Hello from ${name}!`);
  });

  it('is healed by a good push', async () => {
    await change('src/app.ts', 'Hello from', 'Healed:');
    const timeline = await delivered(platform.api, name, await work.push('Heal'));
    expect(timeline.state).toBe('live');
    expect(await answer()).toBe(`Healed: ${name}!`);
    const { data } = await platform.api.GET('/api/v1/projects/{project}', {
      params: { path: { project: name } },
    });
    expect(data?.environments).toMatchObject([{ health: 'Healthy', sync: 'Synced' }]);
  });
});

describe('a second server', () => {
  it('is told who holds the port, and how to take another', async () => {
    const config = loadConfig({
      environment: {},
      flags: { port: platform.server.port, data: join(scratch, 'second') },
    });
    await expect(startServer({ config, environment: {} })).rejects.toMatchObject({
      code: 'port-taken',
      message: expect.stringMatching(
        new RegExp(`^Port ${platform.server.port} is taken by \\S+ \\(process ${process.pid}\\)`),
      ),
      remedy: expect.stringContaining('--port'),
    });
  });

  it('is told who uses the data directory', async () => {
    const { lock } = await openDataDirectory(platform.data);
    await expect(lockDataDirectory(lock, { port: 1, origin: '' })).rejects.toMatchObject({
      code: 'data-directory-in-use',
      message: expect.stringContaining(`process ${process.pid}, ${platform.server.origin}`),
      remedy: expect.stringMatching(/fairway down.*--data/),
    });
    const config = loadConfig({ environment: {}, flags: { port: 0, data: platform.data } });
    await expect(startServer({ config, environment: {} })).rejects.toMatchObject({
      code: 'data-directory-in-use',
    });
    expect(await answer()).toBe(`Healed: ${name}!`);
  });
});
