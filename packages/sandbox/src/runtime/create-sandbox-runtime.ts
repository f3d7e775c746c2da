import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chmod, mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { SandboxError } from '../errors.ts';
import { toolPath } from '../host/host-tools.ts';
import { adoptProcess } from '../process/adopt.ts';
import { enforceMemory } from '../process/memory-watch.ts';
import type { RunningProcess } from '../process/running-process.ts';
import type { SandboxCapabilities, SandboxRuntime } from '../sandbox.ts';
import { validateSpec } from '../validate-spec.ts';
import { describeCapabilities } from './capabilities.ts';
import {
  createNamespaceBackend,
  probe,
  type Backend,
  type NamespaceMode,
} from './namespace-runtime.ts';
import { createProcessBackend } from './process-runtime.ts';

const run = promisify(execFile);
const memoryWatchMs = 500;
const execTimeoutMs = 30_000;
const ownTimeoutMs = 300_000;
const unprivilegedId = 64242;

/** Where the runtime tells what it could not do by itself; pino's shape. */
export interface SandboxLogger {
  warn(fields: Readonly<Record<string, unknown>>, message: string): void;
}

/** Options of `createSandboxRuntime`. */
export interface SandboxRuntimeOptions {
  /** Owner-only folder of the runtime: tools and skeleton, made once. */
  readonly dataDir: string;
  /** Host user that processes run as when the caller is root; 64242 when absent. */
  readonly uid?: number;
  readonly gid?: number;
  readonly logger?: SandboxLogger;
  /** Uses this way and no other, instead of the best that works. */
  readonly mode?: NamespaceMode | 'process';
}

/**
 * Makes the best runtime that works here, found by running `true` in it: namespaces, or as a last
 * resort plain processes, whose missing isolation `capabilities.limitations` tells.
 *
 * @throws SandboxError `unavailable` when a `mode` is asked for that does not work here.
 */
export async function createSandboxRuntime(
  options: SandboxRuntimeOptions,
): Promise<SandboxRuntime> {
  const dataDir = resolve(options.dataDir);
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  await chmod(dataDir, 0o700);
  const uid = process.getuid?.() ?? 0;
  const owner =
    uid === 0
      ? { uid: options.uid ?? unprivilegedId, gid: options.gid ?? unprivilegedId }
      : { uid, gid: process.getgid?.() ?? uid };
  const chosen = await chooseBackend(dataDir, owner, options.mode);
  if (chosen.capabilities.kind === 'process') {
    options.logger?.warn({ reasons: chosen.refusals }, 'processes run without a sandbox');
  }
  return createRuntime(chosen.backend, chosen.capabilities, owner, options.logger);
}

interface Chosen {
  readonly backend: Backend;
  readonly capabilities: SandboxCapabilities;
  readonly refusals: readonly string[];
}

async function chooseBackend(
  dataDir: string,
  owner: { readonly uid: number; readonly gid: number },
  only: NamespaceMode | 'process' | undefined,
): Promise<Chosen> {
  const root = process.getuid?.() === 0;
  const modes: readonly NamespaceMode[] = root ? ['root', 'bare'] : ['user'];
  const refusals: string[] = [];
  for (const mode of modes) {
    if (only !== undefined && only !== mode) continue;
    for (const withProc of [true, false]) {
      let refusal: string | undefined;
      try {
        const backend = await createNamespaceBackend(dataDir, owner, mode, withProc);
        refusal = await probe(backend, join(dataDir, `probe-${randomUUID()}`));
        if (refusal === undefined) {
          const capabilities = describeCapabilities({ mode, withProc, root, refusals });
          return { backend, capabilities, refusals };
        }
      } catch (error) {
        if (!(error instanceof SandboxError)) throw error;
        refusal = error.message;
      }
      refusals.push(`${mode}: ${refusal}`);
    }
  }
  if (only !== undefined && only !== 'process') {
    throw new SandboxError('unavailable', `The sandbox does not work here: ${refusals.join(' ')}`);
  }
  const capabilities = describeCapabilities({ mode: 'process', withProc: true, root, refusals });
  return { backend: createProcessBackend(owner), capabilities, refusals };
}

function createRuntime(
  backend: Backend,
  capabilities: SandboxCapabilities,
  owner: { readonly uid: number; readonly gid: number },
  logger: SandboxLogger | undefined,
): SandboxRuntime {
  const live = new Map<string, RunningProcess>();
  let watching: NodeJS.Timeout | undefined;
  let pageBytes: number | undefined;

  function track(process: RunningProcess): RunningProcess {
    live.set(process.id, process);
    void forget(process);
    if (process.record.memoryBytes !== undefined) watchMemory();
    return process;
  }

  async function forget(process: RunningProcess): Promise<void> {
    await process.exited;
    if (live.get(process.id) === process) live.delete(process.id);
  }

  function watchMemory(): void {
    watching ??= setTimeout(() => void look(), memoryWatchMs).unref();
  }

  async function look(): Promise<void> {
    try {
      pageBytes ??= await readPageBytes();
      await enforceMemory(live.values(), pageBytes);
    } catch (error) {
      logger?.warn({ err: error }, 'memory could not be looked at');
    }
    watching = undefined;
    if ([...live.values()].some(({ record }) => record.memoryBytes !== undefined)) watchMemory();
  }

  return {
    capabilities,
    owner,
    async own(path) {
      if (process.getuid?.() !== 0) return;
      const args = ['-R', '-h', '--', `${owner.uid}:${owner.gid}`, path];
      await run('chown', args, { env: { PATH: toolPath }, timeout: ownTimeoutMs });
    },
    async start(spec) {
      validateSpec(spec);
      if (live.has(spec.id)) {
        throw new SandboxError('invalid-spec', `A process called ${spec.id} runs already.`);
      }
      return track(await backend.start(spec));
    },
    async adopt(id, dir) {
      const known = live.get(id);
      if (known?.dir === dir) return known;
      const adopted = await adoptProcess(id, dir, (record) => backend.reap(record));
      return adopted === undefined ? undefined : track(adopted);
    },
    async exec(process, argv, execOptions = {}) {
      const running = live.get(process.id);
      if (running === undefined || running.pid !== process.pid) {
        throw new SandboxError('exec-failed', `The process ${process.id} does not run any more.`);
      }
      const timeoutMs = execOptions.timeoutMs ?? execTimeoutMs;
      return await backend.exec(running, argv, execOptions.env ?? {}, timeoutMs);
    },
  };
}

async function readPageBytes(): Promise<number> {
  const { stdout } = await run('getconf', ['PAGESIZE'], {
    env: { PATH: toolPath },
    timeout: 10_000,
  });
  return Number(stdout);
}
