import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { Agent, get } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runFairway } from './_run.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const fixture = join(root, 'packages/helm/tests/fixtures/node-service');
const chart = join(fixture, 'chart');
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fairway-engines-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** What the command says of a fault that helm tells too. */
function refused(message: string): unknown {
  return expect.stringContaining(message.trimEnd());
}

describe('helm template', () => {
  const flags = ['-n', 'apps', '--kube-version', 'v1.31.0'];

  it('prints what helm printed for every set of values', async () => {
    const cases = JSON.parse(await readFile(join(fixture, 'cases.json'), 'utf8')) as {
      name: string;
      values?: unknown;
    }[];
    for (const { name, values } of cases) {
      const argv = ['helm', 'template', chart, 'rel', '-f', '-', ...flags];
      const { code, out, err } = await runFairway(argv, { stdin: JSON.stringify(values ?? {}) });
      const expected = (ending: string): Promise<string> =>
        readFile(join(fixture, 'expected', `${name}.${ending}`), 'utf8');
      if (code === 0)
        expect({ name, out: `${out}\n` }).toEqual({ name, out: await expected('out') });
      else expect({ name, err }).toEqual({ name, err: refused(await expected('error')) });
    }
  });

  it("takes helm's own order of name and chart", async () => {
    const ours = await runFairway(['helm', 'template', chart, 'rel', ...flags]);
    expect(ours.code).toBe(0);
    expect(await runFairway(['helm', 'template', 'rel', chart, ...flags])).toMatchObject({
      code: 0,
      out: ours.out,
    });
  });

  it('lets --set win over files, and the last flag over the first', async () => {
    const file = join(folder, 'values.yaml');
    await writeFile(file, 'resources: {}\nreplicaCount: 3\n');
    const set = ['--set', 'autoscaling.enabled=false,replicaCount=4', '--set', 'replicaCount=5'];
    const argv = ['helm', 'template', chart, '--values', file, ...flags, ...set];
    const { out } = await runFairway(argv);
    expect(out).toContain('replicas: 5');
    expect(out).toContain('app.kubernetes.io/instance: release-name');
  });

  it('says what is wrong with a chart, its values or a file', async () => {
    for (const argv of [
      ['/nothing/here'],
      [chart, '-f', '/nothing/here.yaml'],
      [chart, '--set', 'replicaCount=many'],
      [chart, '--kube-version', 'latest'],
    ]) {
      const { code, out, err } = await runFairway(['helm', 'template', ...argv]);
      expect({ argv, code, out }).toEqual({ argv, code: 1, out: '' });
      expect(err).not.toContain('    at ');
    }
    expect(await runFairway(['helm', 'template', chart, '--set', 'x'])).toMatchObject({ code: 2 });
  });
});

describe('gitops health', () => {
  const pod = (phase: string) =>
    JSON.stringify({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' }, status: { phase } });

  it('answers each line with a line', async () => {
    const lines = [
      pod('Pending'),
      '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"b"}}',
      'nonsense',
      '{"kind":"Pod"}',
      pod('Failed'),
    ];
    const stdin = `${lines.join('\n')}\n`;
    const { code, out } = await runFairway(['gitops', 'health', '--batch'], { stdin });
    expect(code).toBe(1);
    expect(out.split('\n').map((line) => JSON.parse(line) as unknown)).toEqual([
      { status: 'Progressing' },
      null,
      { error: expect.stringContaining('line 3 is not JSON') },
      { error: expect.stringContaining('line 4 is no Kubernetes object') },
      expect.objectContaining({ status: 'Degraded' }),
    ]);
  });

  it('shows the items of a list', async () => {
    const stdin = `{"apiVersion":"v1","kind":"List","metadata":{},"items":[${pod('Pending')}]}`;
    const { out } = await runFairway(['gitops', 'health'], { stdin });
    expect(out).toMatch(/^Pod +a +Progressing/m);
  });
});

describe('pipeline eval', () => {
  const workflow = `on: { push: { branches: [main] } }
jobs:
  deploy: { runs-on: x, needs: test, steps: [{ run: 'true' }] }
  test: { runs-on: x, steps: [{ run: 'true' }] }
`;

  it('prints the jobs in their order', async () => {
    const ran = await runFairway(['pipeline', 'eval', '-'], { stdin: workflow });
    expect(ran.json()).toMatchObject({
      triggered: true,
      jobs: [{ id: 'test' }, { id: 'deploy', needs: ['test'] }],
    });
    const other = ['pipeline', 'eval', '-', '--ref', 'refs/heads/other'];
    expect((await runFairway(other, { stdin: workflow })).json()).toMatchObject({
      triggered: false,
      reason: expect.stringContaining('other'),
    });
  });

  it('names the line of a fault', async () => {
    const stdin = workflow.replace('needs: test', 'needs: tests');
    const { code, err } = await runFairway(['pipeline', 'eval', '-'], { stdin });
    expect({ code, err }).toMatchObject({
      code: 1,
      err: expect.stringMatching(/:\d+:\d+: .*tests/),
    });
  });
});

describe('scaffold', () => {
  const template = join(root, 'templates/node-service');

  it('writes the files of a template', async () => {
    const out = join(folder, 'shop');
    const argv = ['scaffold', template, out, '--set', 'project_name=shop', '--json'];
    const ran = await runFairway(argv);
    expect(ran.json()).toMatchObject({
      folder: out,
      files: expect.arrayContaining(['Dockerfile', '.github/workflows/ci.yml']),
    });
    expect(await readFile(join(out, 'catalog-info.yaml'), 'utf8')).toContain('shop');
    expect(await runFairway(argv)).toMatchObject({
      code: 1,
      err: expect.stringContaining('is not empty'),
    });
  });

  it('refuses what is no template', async () => {
    for (const from of [join(folder, 'none'), chart]) {
      const ran = await runFairway(['scaffold', from, join(folder, 'other')]);
      expect(ran.code).toBe(1);
      expect(ran.err).not.toContain('    at ');
    }
  });
});

describe('promql', () => {
  const stdin = 'requests_total{code="200"} 7\nrequests_total{code="500"} 3\n';

  it("answers as Prometheus' API does", async () => {
    const ran = await runFairway(['promql', 'sum(requests_total)'], { stdin });
    expect(ran.json()).toMatchObject({
      status: 'success',
      data: { resultType: 'vector', result: [{ metric: {}, value: [expect.any(Number), '10'] }] },
    });
  });

  it('shows the place of a fault', async () => {
    expect(await runFairway(['promql', 'sum(requests_total'], { stdin })).toMatchObject({
      code: 1,
    });
    expect(await runFairway(['promql', 'up'], { stdin: 'a b c d' })).toMatchObject({ code: 1 });
  });
});

describe('kube serve', () => {
  it('serves the cluster over TLS until it is told to stop', { timeout: 60_000 }, async () => {
    const controller = new AbortController();
    const data = join(folder, 'kube');
    const told = deferred<string>();
    const ended = runFairway(['kube', 'serve', '--data', data, '--json', '--log-level', 'error'], {
      signal: controller.signal,
      onPrint: told.resolve,
    });
    const { server, kubeconfig } = JSON.parse(
      await Promise.race([told.promise, ended.then(({ err }) => Promise.reject(new Error(err)))]),
    ) as { server: string; kubeconfig: string };
    expect((await stat(kubeconfig)).mode & 0o777).toBe(0o600);
    const config = await readFile(kubeconfig, 'utf8');
    const [, authority = ''] = /certificate-authority-data: (\S+)/.exec(config) ?? [];
    const [, token = ''] = /token: (\S+)/.exec(config) ?? [];
    const ca = Buffer.from(authority, 'base64');
    const namespaces = await fetchJson(`${server}/api/v1/namespaces`, ca, token);
    expect(namespaces).toMatchObject({ status: 200, body: { kind: 'NamespaceList' } });
    expect(await fetchJson(`${server}/api/v1/namespaces`, ca, 'wrong')).toMatchObject({
      status: 401,
    });
    const elsewhere = new URL('/', server).href;
    expect((await fetchJson(elsewhere, ca, token)).status).toBe(404);
    controller.abort();
    expect((await ended).code).toBe(0);
  });
});

function deferred<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((done) => (resolve = done));
  return { promise, resolve };
}

function fetchJson(
  url: string,
  ca: Buffer,
  token: string,
): Promise<{ status: number; body: unknown }> {
  const agent = new Agent({ ca, keepAlive: false });
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${token}` };
    get(url, { agent, headers, timeout: 10_000 }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        const isJson = response.headers['content-type']?.includes('json') ?? false;
        resolve({ status: response.statusCode ?? 0, body: isJson ? JSON.parse(text) : text });
      });
    }).on('error', reject);
  });
}
