import { chmod, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createBench, refused, writableFolder, type Bench } from './_util.ts';

const modes = process.getuid?.() === 0 ? (['root', 'bare'] as const) : (['user'] as const);

describe.skipIf(refused !== undefined).each(modes)(`isolation by namespaces, mode %s`, (mode) => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await createBench(mode);
  });
  afterAll(async () => await bench[Symbol.asyncDispose]());

  test('the host is out of sight', async () => {
    const secret = join(bench.folder, 'master.key');
    await writeFile(secret, 'secret');
    await chmod(secret, 0o644);
    const other = await bench.start('sleep 30');
    const { log } = await bench.run(
      `for f in /etc/shadow /root ${secret} ${bench.folder} ${other.dir}/log ${other.logFile} /home/*; do
         ls -d "$f" 2>/dev/null; cat "$f" 2>/dev/null; done; ls /proc | grep -E '^[0-9]+$' | wc -l; whoami`,
    );
    // The shell, ls, grep and wc: nothing of the host, nothing of the other sandbox.
    const lines = log.trim().split('\n');
    expect(lines).toHaveLength(2);
    expect(Number(lines[0])).toBeLessThanOrEqual(4);
    await other.stop(0);
  });

  test('no privileges, no capabilities, no further user namespace, no mounts', async () => {
    const { log } = await bench.run(
      `grep -E '^(Uid|NoNewPrivs|Cap...)' /proc/self/status
       unshare -U true 2>&1; mount -t tmpfs x /tmp 2>&1; mount -o remount,rw /usr 2>&1; umount /usr 2>&1
       echo 3 > /proc/sys/vm/drop_caches; dmesg 2>&1 | tail -1`,
    );
    expect(log).toMatch(/NoNewPrivs:\t1/);
    for (const set of ['CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb']) {
      expect(log).toContain(`${set}:\t0000000000000000`);
    }
    expect(log).not.toMatch(/Uid:\t0\t/);
    expect(log).toMatch(/drop_caches/);
    const denied =
      log.match(/unshare failed|only root|permission denied|must be superuser/gi) ?? [];
    expect(denied.length).toBeGreaterThanOrEqual(mode === 'bare' ? 3 : 4);
  });

  test('the root is read-only and /tmp is its own', async () => {
    const { code, log } = await bench.run(
      'touch /x 2>&1; touch /usr/x 2>&1; touch /etc/x 2>&1; echo ok > /tmp/mine && ls /tmp',
    );
    expect(code).toBe(0);
    expect(log.match(/Read-only file system/g)).toHaveLength(3);
    expect(log).toContain('mine');
    expect(await stat('/tmp/mine').catch(() => 'none')).toBe('none');
  });

  test('the environment is the given one, whatever its names and lines', async () => {
    const env = {
      PATH: '/usr/bin',
      'with.dot': 'a b',
      LINES: 'one\n two\\\n',
      LD_PRELOAD: '',
      IFS: 'x',
    };
    const { log } = await bench.run('', { argv: ['env', '-0'], env });
    const seen = Object.fromEntries(
      log
        .split('\0')
        .filter((line) => line !== '')
        .map((line) => line.split(/=(.*)/s).slice(0, 2)),
    ) as Record<string, string>;
    expect(seen).toEqual(env);
  });

  test('arguments arrive as they are', async () => {
    const odd = ["it's", '$(id)', 'two\nlines', '', '-n', 'a=b'];
    const { log } = await bench.run('', { argv: ['printf', '[%s]', ...odd] });
    expect(log).toBe(odd.map((value) => `[${value}]`).join(''));
  });

  test('a writable mount is written as the owner, a read-only one is not', async () => {
    const data = await writableFolder(bench, 'with space,comma:colon');
    const fixed = await writableFolder(bench, 'fixed');
    await writeFile(join(fixed, 'a'), 'A');
    const { code, log } = await bench.run('cat /mnt/ro/a; echo W > /mnt/rw/b; touch /mnt/ro/c', {
      mounts: [
        { source: data, target: '/mnt/rw', readOnly: false },
        { source: fixed, target: '/mnt/ro', readOnly: true },
      ],
    });
    expect(code).toBe(1);
    expect(log).toMatch(/^A.*Read-only/s);
    expect(await readFile(join(data, 'b'), 'utf8')).toBe('W\n');
    expect((await stat(join(data, 'b'))).uid).toBe(bench.runtime.owner.uid);
  });

  test('an overlay mount reads the shared folder and writes its own', async () => {
    const shared = await writableFolder(bench, 'shared');
    await writeFile(join(shared, 'a'), 'A');
    await bench.runtime.own(shared);
    const upper = join(bench.folder, 'team/upper');
    const { code, log } = await bench.run('cat /cache/a; echo B > /cache/a; echo C > /cache/c', {
      mounts: [{ source: shared, target: '/cache', readOnly: false, overlayUpper: upper }],
    });
    expect([code, log]).toEqual([0, 'A']);
    expect(await readFile(join(shared, 'a'), 'utf8')).toBe('A');
    expect(await readFile(join(upper, 'a'), 'utf8')).toBe('B\n');
    expect(await readFile(join(upper, 'c'), 'utf8')).toBe('C\n');
  });

  test('mounts inside mounts and inside a tmpfs', async () => {
    const outer = await writableFolder(bench, 'outer');
    const inner = await writableFolder(bench, 'inner');
    await writeFile(join(inner, 'x'), 'X');
    const { code, log } = await bench.run(
      'cat /app/deps/x /run/s/x; touch /run/t; df /run | tail -1',
      {
        mounts: [
          { source: inner, target: '/app/deps', readOnly: true },
          { source: outer, target: '/app', readOnly: false },
          { source: inner, target: '/run/s', readOnly: true },
        ],
        tmpfs: [{ target: '/run', sizeBytes: 1024 * 1024 }],
      },
    );
    expect(code).toBe(0);
    expect(log).toMatch(/^XXtmpfs +1024 /);
  });

  test('a link planted in a mount does not lead another mount to the host', async () => {
    const outer = await writableFolder(bench, 'planted');
    const inner = await writableFolder(bench, 'preload');
    await bench.run('ln -s /etc /v/deps', {
      mounts: [{ source: outer, target: '/v', readOnly: false }],
    });
    const { code, log } = await bench.run(
      'ls -a /.mounts; ls /etc/hosts; echo x > /app/deps/ld.so.preload; ls /app/deps',
      {
        mounts: [
          { source: outer, target: '/app', readOnly: false },
          { source: inner, target: '/app/deps', readOnly: false },
        ],
      },
    );
    // The link ended at the sandbox' own /etc: the mount is there, and nowhere else.
    expect([code, log]).toEqual([0, expect.stringMatching(/ld\.so\.preload\n$/)]);
    expect(log).not.toContain('fstab');
    expect(await stat('/etc/ld.so.preload').catch(() => 'none')).toBe('none');
  });

  test('hosts, resolver and certificates', async () => {
    await mkdir(bench.folder, { recursive: true });
    const { log } = await bench.run(
      'getent hosts web | tr -s " "; hostname; cat /etc/resolv.conf > /dev/null && echo resolv; ls /etc/ssl/certs | head -1 | wc -l',
      { hosts: { '127.7.7.7': ['web', 'web.team'] } },
    );
    expect(log.trim().split('\n')).toEqual(['127.7.7.7 web web.team', 'test-host', 'resolv', '1']);
  });

  test('nothing stays mounted on the host', async () => {
    expect(await readFile('/proc/self/mountinfo', 'utf8')).not.toContain(bench.folder);
  });
});

test.skipIf(refused === undefined)(`namespaces are refused here: ${refused}`, () => undefined);
