import { lstat, readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';

import type { LayerNode, LayerView } from '@fairway/oci';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { buildImage, type BuildError } from '../src/index.ts';
import { openWorkshop, type Workshop } from './support.ts';

let shop: Workshop;

beforeAll(async () => {
  shop = await openWorkshop();
});

afterAll(async () => {
  await shop.close();
});

/** All files of an image, by path, with their content. */
async function tree(view: LayerView, node?: LayerNode, path = ''): Promise<Record<string, string>> {
  const at: LayerNode = node ?? (await view.root());
  if (at.kind !== 'directory') {
    return { [path]: at.kind === 'file' ? await readFile(at.hostPath, 'utf8') : 'link' };
  }
  const found: Record<string, string> = {};
  for (const { name, node: child } of await view.list(at))
    Object.assign(found, await tree(view, child, `${path}/${name}`));
  return found;
}

async function built(files: Record<string, string>): Promise<Record<string, string>> {
  return tree(await shop.view(await shop.build(files)));
}

describe('COPY', () => {
  const files = {
    'a.json': 'A',
    'b.json': 'B',
    'src/x.ts': 'X',
    'src/deep/y.ts': 'Y',
    'node_modules/m': 'M',
    '.dockerignore': 'node_modules\n',
  };

  it.each<[string, Record<string, string>]>([
    ['COPY a.json /', { '/a.json': 'A' }],
    ['COPY a.json /to', { '/to': 'A' }],
    ['COPY a.json /to/', { '/to/a.json': 'A' }],
    ['COPY a.json b.json /to/', { '/to/a.json': 'A', '/to/b.json': 'B' }],
    ['COPY *.json ./', { '/a.json': 'A', '/b.json': 'B' }],
    ['COPY src /app', { '/app/x.ts': 'X', '/app/deep/y.ts': 'Y' }],
    ['COPY src a.json /app/', { '/app/x.ts': 'X', '/app/deep/y.ts': 'Y', '/app/a.json': 'A' }],
    ['COPY ./src/. ./', { '/x.ts': 'X', '/deep/y.ts': 'Y' }],
    ['COPY src/*/y.ts /', { '/y.ts': 'Y' }],
    ['WORKDIR /w\nWORKDIR sub\nCOPY a.json .', { '/w/sub/a.json': 'A' }],
    ['WORKDIR /w\nCOPY a.json x/y', { '/w/x/y': 'A' }],
    ['COPY a.json /d/\nCOPY b.json /d', { '/d/a.json': 'A', '/d/b.json': 'B' }],
    ['ARG WHAT=b\nENV TO=/out\nCOPY ${WHAT}.json $TO/', { '/out/b.json': 'B' }],
    ['COPY ["a.json", "/with space/"]', { '/with space/a.json': 'A' }],
    ['ADD a.json /', { '/a.json': 'A' }],
  ])('%s', async (instructions, expected) => {
    expect(await built({ ...files, Dockerfile: `FROM scratch\n${instructions}` })).toEqual(
      expected,
    );
  });

  it('takes everything but what .dockerignore leaves out', async () => {
    const all = await built({ ...files, Dockerfile: 'FROM scratch\nCOPY . /' });
    expect(Object.keys(all).sort()).toEqual([
      '/.dockerignore',
      '/Dockerfile',
      '/a.json',
      '/b.json',
      '/src/deep/y.ts',
      '/src/x.ts',
    ]);
  });

  it('takes from an earlier stage, by name, index and wildcard, through links', async () => {
    const Dockerfile = `FROM scratch AS one
COPY src /lib
FROM scratch
COPY --from=one /lib/deep /deep
COPY --from=0 /lib/*.ts /flat/`;
    expect(await built({ ...files, Dockerfile })).toEqual({ '/deep/y.ts': 'Y', '/flat/x.ts': 'X' });
  });

  it.each([
    ['COPY missing /', 'source-missing', '"missing" was not found in the build context'],
    ['COPY node_modules /', 'source-missing', '.dockerignore'],
    ['COPY *.none /', 'source-missing', '*.none'],
    ['COPY ../outside /', 'source-missing', 'outside the build context'],
    ['COPY a.json b.json /to', 'dockerfile-invalid', 'end with "/"'],
    ['COPY --chown=nobody a.json /', 'dockerfile-invalid', 'no user or group "nobody"'],
    ['COPY --chmod=u+x a.json /', 'instruction-unsupported', 'octal'],
    ['COPY --from=nowhere /a /', 'base-unavailable', 'nowhere is not available'],
    ['COPY a.json "open', 'dockerfile-invalid', 'quote'],
  ])('%s is refused at its line', async (instruction, code, message) => {
    const error = await shop.build({ ...files, Dockerfile: `FROM scratch\n\n${instruction}` }).then(
      () => undefined,
      (reason: unknown) => reason as BuildError,
    );
    expect(error).toMatchObject({ code, place: { file: 'Dockerfile', line: 3 } });
    expect(error?.message).toContain(message);
  });

  it('never follows a link out of the context', async () => {
    const contextDir = await shop.context({ Dockerfile: 'FROM scratch\nCOPY out /', 'in/f': 'F' });
    await symlink('/etc/passwd', join(contextDir, 'out'));
    await symlink('in', join(contextDir, 'alias'));
    await expect(shop.build({}, { contextDir })).rejects.toMatchObject({ code: 'source-missing' });
    await expect(
      shop.build({}, { contextDir: await shop.context({ D2: '' }), dockerfile: '../D2' }),
    ).rejects.toMatchObject({ code: 'dockerfile-missing' });
    const other = await shop.context({
      Dockerfile: 'FROM scratch\nCOPY . /all/\nCOPY alias /alias/',
      'in/f': 'F',
    });
    await symlink('/etc/passwd', join(other, 'out'));
    await symlink('in', join(other, 'alias'));
    const image = await tree(await shop.view(await shop.build({}, { contextDir: other })));
    expect(image).toMatchObject({ '/all/out': 'link', '/alias/f': 'F' });
  });

  it.each([
    ['Dockerfile', 'a link to a host file', '/etc/passwd', 'Dockerfile'],
    ['.dockerignore', 'a link to a host file', '/etc/passwd', 'Dockerfile'],
    ['other', 'a link to a host file, named by the caller', '/etc/passwd', 'other'],
  ])(
    'refuses a %s that is %s, and shows nothing of it',
    async (name, _what, target, dockerfile) => {
      const files = name === 'Dockerfile' ? { x: '' } : { Dockerfile: 'FROM scratch' };
      const contextDir = await shop.context(files);
      await symlink(target, join(contextDir, name));
      const error = await shop.build({}, { contextDir, dockerfile }).then(
        () => undefined,
        (reason: unknown) => reason as BuildError,
      );
      expect(error?.code).toBe('context-invalid');
      expect(JSON.stringify(error) + String(error)).not.toContain('root:');
    },
  );

  it('refuses a context or Dockerfile outside the checkout, and takes one beside the context', async () => {
    const checkout = await shop.context({ Dockerfile: 'FROM scratch\nCOPY . /', 'service/f': 'F' });
    const beside = { contextDir: join(checkout, 'service'), dockerfile: '../Dockerfile' };
    await expect(shop.build({}, beside)).rejects.toMatchObject({ code: 'context-invalid' });
    expect(
      await tree(await shop.view(await shop.build({}, { ...beside, sourceRoot: checkout }))),
    ).toEqual({ '/f': 'F' });
    await symlink('/usr', join(checkout, 'out'));
    const out = { contextDir: join(checkout, 'out'), sourceRoot: checkout };
    await expect(shop.build({}, out)).rejects.toMatchObject({ code: 'context-invalid' });
    const passwd = {
      contextDir: checkout,
      dockerfile: `${'../'.repeat(20)}etc/passwd`,
      sourceRoot: checkout,
    };
    await expect(shop.build({}, passwd)).rejects.toMatchObject({ code: 'context-invalid' });
  });

  it('keeps modes, sets --chmod and writes --chown into the layer only', async () => {
    const image = await shop.build({
      'run!': '#!',
      data: 'd',
      Dockerfile: 'FROM scratch\nCOPY --chown=1000:1001 run data /x/\nCOPY --chmod=600 data /y',
    });
    const view = await shop.view(image);
    const mode = async (path: string) => ((await view.lookup(path))?.stats.mode ?? 0) & 0o777;
    expect([await mode('/x/run'), await mode('/x/data'), await mode('/y')]).toEqual([
      0o755, 0o644, 0o600,
    ]);
    const layer = image.manifest.layers[0];
    const { execFileSync } = await import('node:child_process');
    const listing = execFileSync('tar', [
      '-tvzf',
      shop.store.path(layer?.digest ?? 'sha256:'),
      '--numeric-owner',
    ]).toString();
    expect(listing).toMatch(/1000\/1001 .* x\/run/);
    expect(await lstat((await shop.images.unpack(image.manifest)).layers[0] ?? '')).toMatchObject(
      shop.sandbox.owner,
    );
  });
});

describe('an image', () => {
  it('says how it is started', async () => {
    const { config } = await shop.build(
      {
        Dockerfile: `ARG V=1
FROM scratch AS base
CMD ["inherited"]
ENV PATH=/bin A=a
FROM base
ARG V
ENV B=\${A}\${V} A=z
EXPOSE 8080 53/udp 90-91
LABEL who="me \${B}"
USER 1000
WORKDIR /app
STOPSIGNAL SIGINT
VOLUME /data
ENTRYPOINT ["node"]
CMD serve it
HEALTHCHECK --timeout=3s CMD ["check"]`,
      },
      { buildArgs: { V: '7' }, labels: { extra: 'label' } },
    );
    expect(config.config).toEqual({
      Env: ['PATH=/bin', 'A=z', 'B=a7'],
      ExposedPorts: { '8080/tcp': {}, '53/udp': {}, '90/tcp': {}, '91/tcp': {} },
      Labels: { who: 'me a7', extra: 'label' },
      User: '1000',
      WorkingDir: '/app',
      StopSignal: 'SIGINT',
      Volumes: { '/data': {} },
      Entrypoint: ['node'],
      Cmd: ['/bin/sh', '-c', 'serve it'],
      Healthcheck: { Test: ['CMD', 'check'], Timeout: 3e9 },
    });
    expect(config.rootfs.diff_ids).toHaveLength(1);
    expect(config.history?.filter((line) => line.empty_layer !== true)).toEqual([
      { created_by: 'WORKDIR /app' },
    ]);
  });

  it('forgets an inherited CMD when ENTRYPOINT is set', async () => {
    const { config } = await shop.build({
      Dockerfile: 'FROM scratch AS a\nCMD ["x"]\nFROM a\nENTRYPOINT ["y"]',
    });
    expect(config.config).toMatchObject({ Entrypoint: ['y'] });
  });

  it('is the same for the same files, whenever and wherever they are', async () => {
    const files = { Dockerfile: 'FROM scratch\nCOPY . /app', a: 'A', 'b/c': 'C' };
    const first = await shop.build(files);
    const second = await shop.build(files);
    expect(second.digest).toBe(first.digest);
    expect(second.steps.filter(({ cached }) => cached)).toHaveLength(1);
    const other = await openWorkshop();
    try {
      expect((await other.build(files)).digest).toBe(first.digest);
    } finally {
      await other.close();
    }
    expect((await shop.build({ ...files, a: 'changed' })).digest).not.toBe(first.digest);
  });

  it('builds no stage that its target does not need', async () => {
    const image = await shop.build({
      Dockerfile: 'FROM nowhere/at:all AS broken\nRUN x\nFROM scratch AS ok\nCOPY Dockerfile /',
    });
    expect(image.manifest.layers).toHaveLength(1);
    await expect(
      shop.build({ Dockerfile: 'FROM scratch AS a\nFROM nowhere' }, { target: 'a' }),
    ).resolves.toBeDefined();
  });

  it('stops when it is told to', async () => {
    const controller = new AbortController();
    controller.abort();
    const contextDir = await shop.context({ Dockerfile: 'FROM scratch\nCOPY . /' });
    const { sandbox, store, images, bases, dir } = shop;
    const options = {
      contextDir,
      sandbox,
      store,
      images,
      bases,
      cacheDir: join(dir, 'cache'),
      onLog: () => undefined,
      timeoutMs: 1000,
    };
    await expect(buildImage({ ...options, signal: controller.signal })).rejects.toMatchObject({
      code: 'cancelled',
    });
    await expect(shop.build({ x: '' })).rejects.toMatchObject({ code: 'dockerfile-missing' });
  });
});
