import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { CheckoutRequest } from '../src/actions/checkout.ts';
import type { BuildRequest } from '../src/actions/docker-actions.ts';
import { job, useRunner } from './_util.ts';

const run = useRunner();

/** A checkout that writes these files. */
function checkoutOf(files: Record<string, string>, seen: CheckoutRequest[] = []) {
  return async (request: CheckoutRequest): Promise<{ sha: string }> => {
    seen.push(request);
    for (const [name, text] of Object.entries(files)) {
      await mkdir(join(request.into, name, '..'), { recursive: true });
      await writeFile(join(request.into, name), text);
    }
    return { sha: request.sha ?? 'c'.repeat(40) };
  };
}

test('checkout empties the folder, fills it and gives it to the job', async () => {
  const seen: CheckoutRequest[] = [];
  const { result, output } = await run(
    job(`
- run: echo old > old.txt
- id: co
  uses: actions/checkout@v4
- run: ls && echo more >> a.txt && echo \${{ steps.co.outputs.commit }}
- uses: actions/checkout@v4
  with: { repository: shop/other, ref: v2, path: other, fetch-depth: 0 }
- run: ls other
- uses: actions/checkout@v4
  with: { submodules: recursive }
`),
    { ports: { checkout: checkoutOf({ 'a.txt': 'a\n' }, seen) } },
  );
  expect(output).toEqual([
    'Checking out shop/cart at ' + 'a'.repeat(40),
    'a.txt',
    'a'.repeat(40),
    'Checking out shop/other at v2',
    'a.txt',
  ]);
  expect(seen[0]).toMatchObject({ ref: 'refs/heads/main', sha: 'a'.repeat(40), fetchDepth: 1 });
  expect(seen[1]).toMatchObject({ repository: 'shop/other', ref: 'v2', fetchDepth: 0 });
  expect(seen[1]).not.toHaveProperty('sha');
  expect(result.jobs[0]?.message).toContain('submodules is not supported');
});

test('setup-node accepts the version that is there and names it when another is wanted', async () => {
  const major = process.versions.node.split('.')[0];
  const { result } = await run(
    job(`
- run: echo '{"engines":{"node":">=${major}"}}' > package.json
- id: ok
  uses: actions/setup-node@v4
  with: { node-version-file: package.json, cache: npm }
- uses: actions/setup-node@v4
  with: { node-version: 8 }
- if: always()
  uses: actions/setup-node@v1
`),
  );
  const steps = result.jobs[0]?.steps ?? [];
  expect(steps[1]?.outputs).toEqual({
    'node-version': process.versions.node,
    'cache-hit': 'false',
  });
  expect(steps[2]?.message).toContain(
    `node-version "8" is not available: this runner has Node.js ${process.versions.node}`,
  );
  expect(steps[3]?.message).toContain('This version is not supported');
});

test('setup-python checks major and minor', async () => {
  const { result } = await run(
    job(`
- uses: actions/setup-python@v5
  with: { python-version: 3.x }
- uses: actions/setup-python@v5
  with: { python-version: '2.7' }
`),
  );
  expect(result.jobs[0]?.steps[0]?.message ?? '').not.toContain('not a version');
  expect(result.jobs[0]?.conclusion).toBe('failure');
});

test('artifacts go from one job to the next and stay after the run', async () => {
  const { result, output } = await run(`
on: push
jobs:
  make:
    runs-on: ubuntu-latest
    steps:
      - run: mkdir -p dist/lib && echo 1 > dist/a.js && echo 22 > dist/lib/b.js && echo s > dist/.secret && echo '{}' > release.json
      - uses: actions/upload-artifact@v4
        with: { name: site, path: dist }
      - uses: actions/upload-artifact@v4
        with: { name: fairway-release, path: release.json }
      - uses: actions/upload-artifact@v4
        with:
          name: some
          path: |
            dist/**/*.js
            !dist/lib/**
            release.json
      - uses: actions/upload-artifact@v4
        with: { name: none, path: nothing/*.txt }
      - uses: actions/upload-artifact@v4
        continue-on-error: true
        with: { name: site, path: dist }
  use:
    needs: make
    runs-on: ubuntu-latest
    steps:
      - uses: actions/download-artifact@v4
        with: { name: site, path: in }
      - uses: actions/download-artifact@v4
        with: { path: all }
      - run: find . -type f | sort && echo more > in/lib/b.js
      - uses: actions/download-artifact@v4
        with: { name: missing }
`);
  expect(result.artifacts.map(({ name, files }) => [name, files])).toEqual([
    ['fairway-release', ['release.json']],
    ['site', ['a.js', 'lib/b.js']],
    ['some', ['dist/a.js', 'release.json']],
  ]);
  const release = join(result.artifacts[0]?.folder ?? '', 'release.json');
  expect(await readFile(release, 'utf8')).toBe('{}\n');
  expect(output).toEqual(
    expect.arrayContaining(['./in/a.js', './in/lib/b.js', './all/fairway-release/release.json']),
  );
  const [make, use] = result.jobs;
  expect(make?.annotations[0]).toMatchObject({ level: 'warning' });
  expect(make?.steps[5]?.message).toContain('exists already');
  expect(use?.message).toContain('There is no artifact "missing" in this run');
});

test('build-push hands the request to the platform and its answer to later steps', async () => {
  const requests: BuildRequest[] = [];
  const logins: string[] = [];
  const { output, events } = await run(
    job(`
- run: mkdir app && echo FROM scratch > app/Dockerfile
- uses: docker/setup-buildx-action@v3
- uses: docker/login-action@v3
  with: { registry: registry.example.com, username: robot, password: hunter2hunter2 }
- id: build
  uses: docker/build-push-action@v6
  env: { FROM_ENV: e }
  with:
    context: app
    push: true
    target: prod
    tags: |
      registry.example.com/cart:1
      registry.example.com/cart:latest
    build-args: |
      VERSION=1=2
      FROM_ENV
    labels: a=b
- run: echo '\${{ steps.build.outputs.digest }}' '\${{ fromJSON(steps.build.outputs.metadata).x }}'
- uses: docker/build-push-action@v6
  with: { context: ../.. }
`),
    {
      ports: {
        login: ({ registry, username }) => {
          logins.push(`${username}@${registry}`);
          return Promise.resolve();
        },
        buildAndPush: async (request) => {
          await stat(request.file);
          request.log('building');
          requests.push(request);
          return { imageId: 'sha256:i', digest: 'sha256:d', metadata: { x: 'y' } };
        },
      },
    },
  );
  expect(logins).toEqual(['robot@registry.example.com']);
  expect(requests).toHaveLength(1);
  expect(requests[0]).toMatchObject({
    buildArgs: { VERSION: '1=2', FROM_ENV: 'e' },
    labels: { a: 'b' },
    tags: ['registry.example.com/cart:1', 'registry.example.com/cart:latest'],
    target: 'prod',
    push: true,
  });
  expect(requests[0]?.file).toBe(join(requests[0]?.context ?? '', 'Dockerfile'));
  expect(output).toEqual(expect.arrayContaining(['building', 'sha256:d y']));
  expect(JSON.stringify(events)).not.toContain('hunter2hunter2');
});

test('a cache is kept by one run and restored by the next', async () => {
  const steps = (key: string): string =>
    job(`
- id: cache
  uses: actions/cache@v4
  with:
    path: |
      ~/.npm
      local
    key: ${key}
    restore-keys: npm-
- run: |
    echo "hit=\${{ steps.cache.outputs.cache-hit }} $(cat ~/.npm/x local/y 2>/dev/null | tr '\\n' ' ')"
    mkdir -p ~/.npm local && echo ${key} > ~/.npm/x && echo why > local/y
`);
  const first = await run(steps('npm-1'));
  expect(first.result.jobs[0]?.message).toContain('This runner has no such action');
  const ports = { cacheFolder: join(first.folder, 'caches') };
  expect((await run(steps('npm-1'), { ports })).output).toContain('hit=false ');
  expect((await run(steps('npm-1'), { ports })).output).toContain('hit=true npm-1 why ');
  expect((await run(steps('npm-2'), { ports })).output).toContain('hit=false npm-1 why ');
});
