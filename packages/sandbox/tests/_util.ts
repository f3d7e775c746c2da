import { chmod, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createSandboxRuntime,
  type SandboxProcess,
  type SandboxRuntime,
  type SandboxRuntimeOptions,
  type SandboxSpec,
} from '../src/index.ts';

export interface Bench extends AsyncDisposable {
  readonly runtime: SandboxRuntime;
  /** An owner-only folder, as a server's data folder is. */
  readonly folder: string;
  /** A spec of `sh -c script`, with what `changes` replaces. */
  spec(script: string, changes?: Partial<SandboxSpec>): SandboxSpec;
  start(script: string, changes?: Partial<SandboxSpec>): Promise<SandboxProcess>;
  /** Runs to the end; returns the exit code and what it wrote. */
  run(script: string, changes?: Partial<SandboxSpec>): Promise<{ code: number; log: string }>;
}

let count = 0;

/** A runtime in an owner-only temporary folder; disposal stops what still runs. */
export async function createBench(mode?: SandboxRuntimeOptions['mode']): Promise<Bench> {
  const folder = await mkdtemp(join(tmpdir(), 'sandbox-'));
  await chmod(folder, 0o700);
  const runtime = await createSandboxRuntime({
    dataDir: join(folder, 'data'),
    ...(mode === undefined ? {} : { mode }),
  });
  const started = new Set<SandboxProcess>();
  const bench: Bench = {
    runtime,
    folder,
    spec(script, changes = {}) {
      count += 1;
      const id = changes.id ?? `p${count}`;
      return {
        id,
        dir: join(folder, id),
        root: { layers: [], hostBase: true },
        argv: ['/bin/sh', '-c', script],
        env: { PATH: '/usr/local/bin:/usr/bin:/bin' },
        cwd: '/',
        hostname: 'test-host',
        mounts: [],
        ...changes,
      };
    },
    async start(script, changes) {
      const process = await runtime.start(bench.spec(script, changes));
      started.add(process);
      void process.exited.then(() => started.delete(process));
      return process;
    },
    async run(script, changes) {
      const process = await bench.start(script, changes);
      const { code } = await process.exited;
      return { code, log: await readFile(process.logFile, 'utf8') };
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([...started].map((process) => process.stop(0)));
      await rm(folder, { recursive: true, force: true });
    },
  };
  return bench;
}

/** A folder that the sandbox may write to. */
export async function writableFolder(bench: Bench, name: string): Promise<string> {
  const path = join(bench.folder, name);
  await mkdir(path, { recursive: true });
  await bench.runtime.own(path);
  return path;
}

/** Waits until a text is in a file. */
export async function waitForText(file: string, text: string): Promise<string> {
  for (let turn = 0; turn < 400; turn++) {
    const content = await readFile(file, 'utf8').catch(() => '');
    if (content.includes(text)) return content;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`${file} never held ${text}`);
}

/** Pids of the machine whose command line holds a text. */
export async function pidsOf(text: string): Promise<number[]> {
  const { readdir } = await import('node:fs/promises');
  const pids: number[] = [];
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name) || Number(name) === process.pid) continue;
    const line = await readFile(`/proc/${name}/cmdline`, 'utf8').catch(() => '');
    if (line.includes(text)) pids.push(Number(name));
  }
  return pids;
}

const probed = await createBench();
/** Why the namespace tests cannot run here; undefined when they can. */
export const refused: string | undefined =
  probed.runtime.capabilities.kind === 'sandbox'
    ? undefined
    : probed.runtime.capabilities.limitations[0];
await probed[Symbol.asyncDispose]();
