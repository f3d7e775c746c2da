import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

import { createRegistryClient } from '@fairway/oci';
import { createRegistry } from '@fairway/oci-registry';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { type BuildError, pruneBuildCache, pushImage } from '../src/index.ts';
import { openWorkshop, type Workshop } from './support.ts';

let shop: Workshop;

beforeAll(async () => {
  shop = await openWorkshop();
});

afterAll(async () => {
  await shop.close();
});

async function failing(files: Record<string, string>, options = {}): Promise<BuildError> {
  return shop.build(files, options).then(
    () => {
      throw new Error('it was built');
    },
    (reason: unknown) => reason as BuildError,
  );
}

describe('RUN', () => {
  it('runs as root of the build on the layers below, and what it writes is a layer', async () => {
    const image = await shop.build({
      Dockerfile: `FROM debian:12
WORKDIR /app
ENV WHO=world
ARG WHAT=hello
COPY in .
RUN echo "$WHAT $WHO $(id -u) $(pwd) $(cat in) $HOME" > out && mkdir -p /var/lib/x && echo done
RUN ["/bin/sh", "-c", "cat out"]`,
      in: 'file',
    });
    expect(image.log).toContain('hello world 0 /app file /root');
    expect(image.log).toContain('done');
    expect(image.substitutions).toEqual([
      expect.stringContaining('debian:12 was replaced') as string,
    ]);
    const view = await shop.view(image);
    expect((await view.lookup('/var/lib/x'))?.kind).toBe('directory');
    expect(image.config.config?.Env).not.toContain('WHAT=hello');
  });

  it('deletes and replaces what lies below', async () => {
    const image = await shop.build({
      Dockerfile: `FROM debian:12
COPY files /files
RUN rm /files/gone && rm -r /files/dir && mkdir /files/dir && echo new > /files/dir/new
RUN ls /files /files/dir`,
      'files/gone': 'g',
      'files/stays': 's',
      'files/dir/old': 'o',
    });
    const view = await shop.view(image);
    const names = async (path: string) => {
      const node = await view.lookup(path);
      return node?.kind === 'directory' ? (await view.list(node)).map(({ name }) => name) : [];
    };
    expect([await names('/files'), await names('/files/dir')]).toEqual([['dir', 'stays'], ['new']]);
    const { execFileSync } = await import('node:child_process');
    const layer = image.manifest.layers[2]?.digest ?? 'sha256:';
    const listing = execFileSync('tar', ['-tzf', shop.store.path(layer)])
      .toString()
      .split('\n');
    expect(listing).toEqual(
      expect.arrayContaining(['files/.wh.gone', 'files/dir/.wh.old', 'files/dir/new']),
    );
  });

  it('is not run again for the same inputs, across contexts; other inputs run it', async () => {
    const files = {
      Dockerfile: 'FROM debian:12\nCOPY package.json .\nRUN date +%s%N > /stamp',
      'package.json': '{}',
    };
    const first = await shop.build(files);
    const second = await shop.build({ ...files, other: 'not copied' });
    expect(second.digest).toBe(first.digest);
    expect(second.log.filter((line) => line === 'CACHED')).toHaveLength(2);
    expect((await shop.build({ ...files, 'package.json': '{ }' })).digest).not.toBe(first.digest);
    const again = await shop.build({ ...files, Dockerfile: `${files.Dockerfile}\nLABEL a=b` });
    expect(again.manifest.layers).toEqual(first.manifest.layers);
  });

  it('ends the build when it fails: the place, the command, its last lines', async () => {
    const error = await failing({
      Dockerfile: 'FROM debian:12\n\nRUN echo before; echo why >&2; exit 7',
    });
    expect(error).toMatchObject({ code: 'run-failed', place: { line: 3 }, log: ['before', 'why'] });
    expect(error.message).toMatch(
      /^Dockerfile:3: RUN echo before.*: the command ended with exit code 7/,
    );
    expect(await readdir(join(shop.dir, 'cache/work'))).toEqual([]);
  });

  it.each([
    ['RUN chown 1000 /etc/passwd', '--chown'],
    ['RUN no-such-program', 'not in the image'],
    ['USER nobody-here\nRUN true', 'no user "nobody-here"'],
  ])('%s is explained', async (instructions, message) => {
    expect((await failing({ Dockerfile: `FROM debian:12\n${instructions}` })).message).toContain(
      message,
    );
  });

  it('sees neither the platform nor other builds', async () => {
    const secret = join(shop.dir, 'secret');
    await writeFile(secret, 'secret', { mode: 0o600 });
    const image = await shop.build({
      Dockerfile: `FROM debian:12\nRUN ls -A /root; cat ${secret} || echo refused; ls ${shop.dir} || echo refused too; env | grep -c VITEST || echo clean`,
    });
    expect(image.log).toEqual(expect.arrayContaining(['refused', 'refused too', 'clean']));
  });

  it('says at which line an image has nothing to run a command with', async () => {
    const error = await failing({ Dockerfile: 'FROM scratch\nCOPY Dockerfile /\nRUN true' });
    expect(error).toMatchObject({ code: 'run-failed', place: { line: 3 } });
  });

  it('is run again once the cache was pruned', async () => {
    const files = { Dockerfile: 'FROM debian:12\nRUN echo pruned > /x' };
    const first = await shop.build(files);
    expect(await pruneBuildCache(join(shop.dir, 'cache'), 3_600_000)).toBe(0);
    expect(await pruneBuildCache(join(shop.dir, 'cache'), -1000)).toBeGreaterThan(0);
    const second = await shop.build(files);
    expect([second.digest, second.log.includes('CACHED')]).toEqual([first.digest, false]);
  });

  it('stops at its time limit and when it is cancelled', async () => {
    const files = { Dockerfile: 'FROM debian:12\nRUN sleep 60' };
    expect(await failing(files, { timeoutMs: 700 })).toMatchObject({ code: 'timed-out' });
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 300);
    expect(await failing(files, { signal: controller.signal })).toMatchObject({
      code: 'cancelled',
    });
    expect(await readdir(join(shop.dir, 'cache/work'))).toEqual([]);
  });

  it('sees mounts and an environment that do not stay in the image', async () => {
    const cache = join(shop.dir, 'package-cache');
    await mkdir(cache);
    await writeFile(join(cache, 'p'), 'cached');
    await shop.sandbox.own(cache);
    const image = await shop.build(
      {
        Dockerfile:
          'FROM debian:12\nRUN --mount=type=cache,target=/c cat /pc/p && echo && echo "$PROXY" && echo x > /c/y',
      },
      {
        mounts: [{ source: cache, target: '/pc', readOnly: true }],
        env: { PROXY: 'http://proxy.example.com' },
      },
    );
    expect(image.log).toEqual(expect.arrayContaining(['cached', 'http://proxy.example.com']));
    expect(JSON.stringify(image.config)).not.toContain('proxy.example.com');
    expect(await (await shop.view(image)).lookup('/c/y')).toBeUndefined();
  });

  it('keeps a cache mount from build to build of one scope, and of no other', async () => {
    const step = (n: number) => ({
      Dockerfile: `FROM debian:12\nRUN --mount=type=cache,target=/c ls /c; touch /c/from-${n}`,
    });
    await shop.build(step(1), { cacheScope: 'team-a' });
    expect((await shop.build(step(2), { cacheScope: 'team-a' })).log).toContain('from-1');
    expect((await shop.build(step(3), { cacheScope: 'team-b' })).log).not.toContain('from-1');
    expect((await shop.build(step(4))).log).not.toContain('from-1');
  });
});

describe('a Node.js service', () => {
  const files = {
    Dockerfile: `FROM node:${process.versions.node.split('.')[0]}-slim AS build
WORKDIR /app
COPY package.json .
RUN npm install --offline --no-audit --no-fund && node --version && npm --version
COPY main.js .
RUN mkdir dist && cp main.js dist/
FROM node:${process.versions.node.split('.')[0]}-slim
WORKDIR /app
COPY --from=build --chown=node:node /app/dist ./dist
USER node
CMD ["node", "dist/main.js"]`,
    'package.json': '{"name":"x","version":"1.0.0"}',
    'main.js': 'console.log(process.version, process.getuid(), process.cwd());',
  };

  it('is built on the host’s own Node.js, pushed, and starts from its image', async () => {
    const image = await shop.build(files);
    expect(image.log).toContain(process.version);
    expect(image.substitutions).toHaveLength(1);
    const dir = join(shop.dir, 'pod');
    await mkdir(dir, { mode: 0o700 });
    const { layers, hostBase, config } = await shop.images.unpack(image.manifest);
    const [program = '', ...args] = config.config?.Cmd ?? [];
    const pod = await shop.sandbox.start({
      id: 'pod',
      dir,
      root: { layers, hostBase },
      argv: [program, ...args],
      env: { PATH: '/usr/local/bin:/usr/bin' },
      cwd: '/app',
      hostname: 'pod',
      mounts: [],
    });
    expect((await pod.exited).code).toBe(0);
    expect(await readFile(pod.logFile, 'utf8')).toBe(`${process.version} 1000 /app\n`);

    const registry = await createRegistry({
      store: shop.store,
      dir: join(shop.dir, 'registry'),
      authorize: async () => ({ allowed: true, subject: 'x' }),
    });
    const server = createServer((req, res) => void registry.handle(req, res, req.url ?? ''));
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    try {
      const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const client = createRegistryClient({
        host: 'registry.example.com',
        resolveHost: () => ({ origin, hostHeader: 'registry.example.com' }),
      });
      const push = { store: shop.store, image, client };
      const first = await pushImage({ ...push, repository: 'acme/x', tag: 'v1' });
      expect(first).toEqual({
        reference: `registry.example.com/acme/x@${image.digest}`,
        digest: image.digest,
        blobsSent: image.manifest.layers.length + 1,
      });
      expect(await client.listTags('acme/x')).toEqual(['v1']);
      const second = await pushImage({ ...push, repository: 'acme/y', mountFrom: () => 'acme/x' });
      expect(second.blobsSent).toBe(0);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });

  it('gets its base once', async () => {
    const started = await shop.bases.resolve('node:20');
    expect(await shop.bases.resolve('node:20-alpine')).toMatchObject({ digest: started.digest });
    await expect(shop.bases.resolve('alpine:3')).rejects.toMatchObject({
      code: 'base-unavailable',
    });
    await expect(shop.bases.resolve('not a reference')).rejects.toMatchObject({
      code: 'base-unavailable',
    });
  });
});
