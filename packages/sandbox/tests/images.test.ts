import { execFileSync } from 'node:child_process';
import {
  chmod,
  copyFile,
  cp,
  lstat,
  mkdir,
  readdir,
  readFile,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseLdd } from '../src/host/host-tools.ts';
import { createBench, refused, writableFolder, type Bench } from './_util.ts';

describe.skipIf(refused !== undefined)('image layers', () => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await createBench();
  });
  afterAll(async () => await bench[Symbol.asyncDispose]());

  /** A layer folder from path → text. */
  async function layer(name: string, files: Record<string, string>): Promise<string> {
    const folder = await writableFolder(bench, name);
    for (const [path, text] of Object.entries(files)) {
      await mkdir(join(folder, path, '..'), { recursive: true });
      await writeFile(join(folder, path), text, { mode: 0o755 });
    }
    await bench.runtime.own(folder);
    return folder;
  }

  test('a higher layer covers a lower one, on the host base', async () => {
    const low = await layer('low', { 'app/a': 'low a', 'app/b': 'low b', 'etc/passwd': 'x' });
    const high = await layer('high', { 'app/a': 'high a' });
    const { log } = await bench.run(
      'cat /app/a /app/b /etc/passwd; touch /app/c 2>&1; ls /usr/bin/env',
      {
        root: { layers: [low, high], hostBase: true },
      },
    );
    expect(log).toMatch(/^high alow bx.*Read-only.*\/usr\/bin\/env/s);
  });

  test('a layer with its own /usr lies over the host’s', async () => {
    const own = await layer('own', {
      'usr/local/bin/hello': '#!/bin/sh\necho hello from the image\n',
    });
    const { log } = await bench.run('hello; ls /usr/bin/env', {
      root: { layers: [own], hostBase: true },
    });
    expect(log).toBe('hello from the image\n/usr/bin/env\n');
  });

  test('an image that replaces our tools does not get to run them', async () => {
    const evil = await layer('evil', { 'usr/bin/setpriv': '#!/bin/sh\necho evil\n' });
    const { log } = await bench.run('grep NoNewPrivs /proc/self/status', {
      root: { layers: [evil], hostBase: true },
    });
    expect(log).toBe('NoNewPrivs:\t1\n');
  });

  test('an image without the host base: nothing of the host is there', async () => {
    const scratch = await layer('scratch', { 'data/x': 'X' });
    const shell = '/bin/dash';
    for (const [name, path] of parseLdd(execFileSync('ldd', [shell], { encoding: 'utf8' }))) {
      const target = name === 'ld.so' ? path : join('/lib', name);
      await mkdir(join(scratch, target, '..'), { recursive: true });
      await copyFile(path, join(scratch, target));
    }
    await mkdir(join(scratch, 'bin'));
    await cp(shell, join(scratch, 'bin/sh'));
    await bench.runtime.own(scratch);
    const { code, log } = await bench.run('cd /; echo *; read x < /data/x; echo $x; exit 12', {
      root: { layers: [scratch], hostBase: false },
      env: { LD_LIBRARY_PATH: '/lib' },
    });
    expect(code).toBe(12);
    expect(log).toMatch(/^bin data dev etc lib( lib64)? proc sys tmp\nX\n$/);
  });

  test('links of an image do not lead a mount out of the root', async () => {
    const linked = await layer('linked', { 'run/keep': '' });
    await mkdir(join(linked, 'var'));
    await mkdir(join(linked, 'etc'));
    await symlink('/run', join(linked, 'var/run'));
    await symlink('../run/resolv.conf', join(linked, 'etc/resolv.conf'));
    await bench.runtime.own(linked);
    const token = await layer('token', { token: 'T' });
    const { code, log } = await bench.run(
      'cat /var/run/secrets/token; ls -d /var/run; cat /etc/resolv.conf >&2',
      {
        root: { layers: [linked], hostBase: true },
        mounts: [{ source: token, target: '/var/run/secrets', readOnly: true }],
      },
    );
    expect(code).toBe(0);
    expect(log).toMatch(/^T\/var\/run\n/);
    await symlink('/proc', join(linked, 'var/out'));
    await expect(
      bench.run('true', {
        root: { layers: [linked], hostBase: true },
        mounts: [{ source: token, target: '/var/out/x', readOnly: true }],
      }),
    ).rejects.toMatchObject({ code: 'invalid-spec' });
  });

  test('writes go to the upper folder, deletions as whiteouts, and stay for the next layer', async () => {
    const base = await layer('base', { 'app/a': 'A', 'app/b': 'B', 'app/d/e': 'E' });
    await chmod(join(base, 'app'), 0o750);
    const upper = join(bench.folder, 'build/upper');
    const user = { uid: 0, gid: 0 };
    const script =
      'id -u; echo C > /app/c; rm /app/a; rm -r /app/d; mkdir /app/d; echo n > /app/d/n; mkdir -p /srv/x';
    const first = await bench.run(script, {
      root: { layers: [base], hostBase: true, upper },
      user,
    });
    expect(first).toEqual({ code: 0, log: '0\n' });
    expect(await readFile(join(upper, 'app/c'), 'utf8')).toBe('C\n');
    const whiteout = await lstat(join(upper, 'app/a'));
    expect([whiteout.isCharacterDevice(), whiteout.rdev]).toEqual([true, 0]);
    expect((await lstat(join(upper, 'app'))).mode & 0o777).toBe(0o750);
    expect((await readdir(join(bench.folder, 'build'))).sort()).toEqual(['upper']);
    const second = await bench.run('ls /app /app/d; ls -d /srv/x', {
      root: { layers: [base, upper], hostBase: true },
    });
    expect(second).toEqual({ code: 0, log: '/app:\nb\nc\nd\n\n/app/d:\nn\n/srv/x\n' });
  });

  test('the host’s /usr takes writes into the upper folder', async () => {
    const upper = join(bench.folder, 'build2/upper');
    const { code, log } = await bench.run(
      'mkdir -p /usr/local/lib/mine && echo x > /usr/local/bin/mine; ls /usr/local/bin/mine',
      {
        root: { layers: [], hostBase: true, upper },
        user: { uid: 0, gid: 0 },
      },
    );
    expect([code, log]).toEqual([0, '/usr/local/bin/mine\n']);
    expect(await readFile(join(upper, 'usr/local/bin/mine'), 'utf8')).toBe('x\n');
  });
});
