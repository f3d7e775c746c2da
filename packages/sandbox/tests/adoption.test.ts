import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createBench, waitForText, type Bench } from './_util.ts';

const parent = fileURLToPath(new URL('_parent.ts', import.meta.url));
const nodeArguments = [
  '--conditions=fairway-source',
  '--import',
  import.meta.resolve('tsx'),
  parent,
];

describe('a server that is killed', () => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await createBench();
  });
  afterAll(async () => await bench[Symbol.asyncDispose]());

  async function startAndKillParent(dir: string, script: string): Promise<number> {
    const args = [...nodeArguments, join(bench.folder, 'data'), dir, script];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    const { pid } = JSON.parse(await firstLine(child)) as { pid: number };
    child.kill('SIGKILL');
    await once(child, 'exit');
    return pid;
  }

  test('leaves its process running; the next server adopts it and sees the exit', async () => {
    const dir = join(bench.folder, 'adopted');
    const pid = await startAndKillParent(
      dir,
      'n=0; trap "exit 9" TERM; while :; do n=$((n+1)); echo line $n; sleep 0.05; done',
    );
    await waitForText(join(dir, 'log'), 'line 3');
    const adopted = await bench.runtime.adopt('child', dir);
    expect(adopted?.pid).toBe(pid);
    const seen = (await readFile(join(dir, 'log'), 'utf8')).length;
    await waitForText(join(dir, 'log'), `line ${Math.ceil(seen / 7) + 5}`);
    expect(await bench.runtime.adopt('child', dir)).toBe(adopted);
    if (adopted === undefined) return;
    const inside = await bench.runtime.exec(adopted, ['hostname'], {
      env: { PATH: '/usr/bin:/bin' },
    });
    expect(inside.code).toBe(0);
    expect(await adopted.stop(3000)).toMatchObject({ code: 9, reason: 'Error' });
  });

  test('an end in between is seen with its code', async () => {
    const dir = join(bench.folder, 'ended');
    await startAndKillParent(dir, 'sleep 0.3; exit 4');
    await waitForText(join(dir, 'exit'), '4\n');
    const adopted = await bench.runtime.adopt('child', dir);
    expect(await adopted?.exited).toMatchObject({ code: 4, reason: 'Error' });
  });

  test('an end while adopted is seen at once', async () => {
    const dir = join(bench.folder, 'ends');
    await startAndKillParent(dir, 'sleep 1; exit 6');
    const adopted = await bench.runtime.adopt('child', dir);
    expect(await adopted?.exited).toMatchObject({ code: 6 });
  });

  test('another boot, a used pid or an empty folder is not taken for the process', async () => {
    const dir = join(bench.folder, 'forged');
    await mkdir(dir);
    expect(await bench.runtime.adopt('child', dir)).toBeUndefined();
    const record = { id: 'child', startedAt: new Date().toISOString(), logFile: '/x', scratch: [] };
    await writeFile(join(dir, 'process.json'), JSON.stringify(record));
    await writeFile(join(dir, 'exit'), '');
    await writeFile(join(dir, 'pid'), `${process.pid} 1 ${process.pid} no-such-boot\n`);
    expect(await bench.runtime.adopt('other', dir)).toBeUndefined();
    const adopted = await bench.runtime.adopt('child', dir);
    expect(await adopted?.exited).toMatchObject({ code: 137, reason: 'ShimLost' });
  });
});

const isRoot = process.getuid?.() === 0;

const other = 64299;
const drop = ['--reuid', String(other), '--regid', String(other), '--clear-groups', '--'];

/** Why a plain user cannot be tried from here; undefined when one can. */
function whyNot(): string | undefined {
  if (!isRoot) return 'the other tests run as a plain user already';
  const tried = spawnSync('setpriv', [...drop, 'unshare', '-U', '-r', '-m', 'true']);
  if (tried.status !== 0) return `user namespaces are refused: ${tried.stderr.toString()}`;
  const reads = spawnSync('setpriv', [...drop, 'cat', '--', parent]);
  return reads.status === 0 ? undefined : 'the checkout is closed to other users';
}
const reason = whyNot();

describe.skipIf(reason !== undefined)(`a plain user ${reason ?? ''}`, () => {
  test('gets the same sandbox', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sandbox-user-'));
    await chown(folder, other, other);
    const script =
      'id -u; cat /etc/shadow; ls /root; touch /usr/bin/x; echo w > /made; grep NoNewPrivs /proc/self/status; sleep 1; exit 5';
    const own = [join(folder, 'data'), join(folder, 'p'), script, join(folder, 'build/upper')];
    const child = spawn('setpriv', [...drop, process.execPath, ...nodeArguments, ...own], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: process.env['PATH'], TMPDIR: folder, HOME: folder },
    });
    const [first = '', second = '', third = ''] = (await text(child)).split('\n');
    const log = await readFile(join(folder, 'p/log'), 'utf8');
    const made = await readFile(join(folder, 'build/upper/made'), 'utf8');
    const left = await readdir(join(folder, 'build'));
    await rm(folder, { recursive: true, force: true });
    expect(JSON.parse(first)).toMatchObject({ kind: 'sandbox' });
    expect(JSON.parse(second)).toEqual({ user: '1000\n' });
    expect(JSON.parse(third)).toMatchObject({ code: 5, reason: 'Error' });
    expect(log).toMatch(/^1000\n/);
    expect(log).toContain('/etc/shadow: No such file');
    expect(log).toMatch(/'\/root': No such file/);
    expect(log).toMatch(/cannot touch '\/usr\/bin\/x'/);
    expect(log).toContain('NoNewPrivs:\t1');
    expect([made, left]).toEqual(['w\n', ['upper']]);
  });
});

async function firstLine(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('no stdout');
  for await (const line of createInterface({ input: child.stdout })) return line;
  throw new Error('the parent ended without a word');
}

async function text(child: ChildProcess): Promise<string> {
  const chunks: string[] = [];
  child.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => chunks.push(chunk.toString()));
  await once(child, 'close');
  return chunks.join('');
}
