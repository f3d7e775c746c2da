import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readStat } from '../src/process/identity.ts';
import { createBench, pidsOf, refused, waitForText, type Bench } from './_util.ts';

const modes = refused === undefined ? ([undefined, 'process'] as const) : (['process'] as const);

describe.each(modes)('life of a process, mode %s', (mode) => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await createBench(mode);
  });
  afterAll(async () => await bench[Symbol.asyncDispose]());

  test.each([
    ['true', 0, 'Completed'],
    ['exit 7', 7, 'Error'],
    ['exit 42', 42, 'Error'],
    ['exec not-a-program', 127, 'Error'],
  ])('%s ends with %i', async (script, code, reason) => {
    const process = await bench.start(script);
    expect(await process.exited).toMatchObject({ code, reason });
  });

  test('a program that is not there is 127 and says so in the log', async () => {
    const { code, log } = await bench.run('', { argv: ['no-such-program'] });
    expect(code).toBe(127);
    expect(log).toContain('no-such-program');
  });

  test('signals: 137, 139', async () => {
    const killed = await bench.start('sleep 30');
    killed.signal('SIGKILL');
    expect((await killed.exited).code).toBe(137);
    // The first process of a pid namespace is spared the signals that a fault would send others.
    expect((await bench.run("sh -c 'kill -SEGV $$'; exit $?")).code).toBe(139);
  });

  test('the SIGTERM handler runs within the grace', async () => {
    const process = await bench.start(
      'trap "echo bye; exit 7" TERM; echo up; while :; do sleep 0.05; done',
    );
    await waitForText(process.logFile, 'up');
    expect(await process.stop(5000)).toMatchObject({ code: 7 });
    expect(await readFile(process.logFile, 'utf8')).toContain('bye');
  });

  test('stop kills what ignores SIGTERM and what fled into its own session', async () => {
    const mark = `48.${Date.now()}`;
    const process = await bench.start(
      `trap "" TERM; setsid sleep ${mark} & setsid sh -c 'sleep ${mark} &' ; echo up; while :; do sleep 1; done`,
    );
    await waitForText(process.logFile, 'up');
    expect((await pidsOf(`sleep\0${mark}`)).length).toBeGreaterThan(0);
    expect(await process.stop(50)).toMatchObject({ code: 137 });
    expect(await pidsOf(`sleep\0${mark}`)).toEqual([]);
  });

  test('what outlives the first process dies with it', async () => {
    const mark = `49.${Date.now()}`;
    const { code } = await bench.run(`setsid sleep ${mark} & sleep 0.1; exit 3`);
    expect(code).toBe(3);
    expect(await pidsOf(`sleep\0${mark}`)).toEqual([]);
  });

  test('stdin is what the spec gives, and nothing else', async () => {
    expect((await bench.run('cat', { stdin: 'a\nb' })).log).toBe('a\nb');
    expect((await bench.run('cat; echo end')).log).toBe('end\n');
  });

  test('stdout can be opened by its name', async () => {
    expect(
      (await bench.run('echo a; echo b >> /dev/stdout; sh -c "echo c >> /proc/1/fd/1"; :')).log,
    ).toMatch(/^a\nb\n/);
  });

  test('a log file elsewhere is appended to', async () => {
    const logFile = join(bench.folder, 'elsewhere.log');
    await bench.run('echo one', { logFile });
    await bench.run('echo two >&2', { logFile });
    expect(await readFile(logFile, 'utf8')).toBe('one\ntwo\n');
  });

  test('limits reach the process', async () => {
    const { log } = await bench.run('ulimit -n; ulimit -f; ulimit -c', {
      limits: { openFiles: 99, fileSizeBytes: 1024 * 1024 },
    });
    expect(log).toBe('99\n2048\n0\n');
  });

  test('a tree over its memory is ended as OOMKilled', async () => {
    const process = await bench.start('', {
      argv: ['node', '-e', 'const a = []; setInterval(() => a.push(Buffer.alloc(8e6, 1)), 20)'],
      limits: { memoryBytes: 120 * 1024 * 1024 },
    });
    expect(await process.exited).toMatchObject({ code: 137, reason: 'OOMKilled' });
  });

  test('a killed shim takes the process along: ShimLost', async () => {
    const process = await bench.start('sleep 30');
    const shim = Number((await readFile(join(process.dir, 'pid'), 'utf8')).split(' ')[2]);
    globalThis.process.kill(shim, 'SIGKILL');
    expect(await process.exited).toMatchObject({ code: 137, reason: 'ShimLost' });
    expect(readStat(process.pid)?.state ?? 'gone').toMatch(/^(gone|Z)$/);
  });

  test('exec runs inside, with its own environment, code and time-out', async () => {
    const process = await bench.start('echo up; sleep 30', { cwd: '/usr' });
    await waitForText(process.logFile, 'up');
    const env = { PATH: '/usr/bin:/bin', GREETING: 'hello' };
    const argv = ['sh', '-c', 'echo $GREETING; pwd; id -u >&2; exit 5'] as const;
    const result = await bench.runtime.exec(process, argv, { env });
    expect(result).toMatchObject({ code: 5, stdout: 'hello\n/usr\n' });
    expect(result.stderr.trim()).not.toBe('0');
    const slow = await bench.runtime.exec(process, ['sleep', '20'], { env, timeoutMs: 100 });
    expect(slow.code).toBe(137);
    await process.stop(0);
    await expect(bench.runtime.exec(process, ['true'], { env })).rejects.toMatchObject({
      code: 'exec-failed',
    });
  });

  test('a second process of the same name is refused while the first runs', async () => {
    const process = await bench.start('sleep 30', { id: 'twin' });
    await expect(bench.start('true', { id: 'twin' })).rejects.toMatchObject({
      code: 'invalid-spec',
    });
    await process.stop(0);
    expect((await bench.run('echo again', { id: 'twin' })).code).toBe(0);
  });

  test('a working directory that does not exist is told', async () => {
    await expect(bench.start('true', { cwd: '/not/there' })).rejects.toMatchObject({
      code: 'start-failed',
      message: expect.stringContaining('/not/there') as string,
    });
  });

  test('twenty at once', async () => {
    const runs = Array.from({ length: 20 }, async (_, index) => await bench.run(`exit ${index}`));
    const codes = (await Promise.all(runs)).map(({ code }) => code);
    expect(codes).toEqual(Array.from({ length: 20 }, (_, index) => index));
  });
});
