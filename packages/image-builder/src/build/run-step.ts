import { createHash, randomUUID } from 'node:crypto';
import { chmod, mkdir, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { expandOpaque, LayerView, type Owner, readOpaque, removeTree } from '@fairway/oci';
import type {
  SandboxExit,
  SandboxMount,
  SandboxProcess,
  SandboxRuntime,
  SandboxSpec,
} from '@fairway/sandbox';

import { BuildError } from '../build-error.ts';
import type { RunInstruction } from '../dockerfile/instruction.ts';
import type { StepContext, StepResult } from './copy-step.ts';
import { LogTail } from './log-tail.ts';
import { argvOf, expandIn, stackOf, type StageState } from './stage-state.ts';
import { parseOwner, readAccounts } from './users.ts';

/** What RUN needs beside the stage. */
export interface RunContext extends StepContext {
  readonly sandbox: SandboxRuntime;
  readonly mounts: readonly SandboxMount[];
  /** Environment of RUN only: it is neither in the image nor in the cache's key. */
  readonly env: Readonly<Record<string, string>>;
  /** Folder of the caches that `--mount=type=cache` keeps; a fresh one a step when absent. */
  readonly cacheMounts: string | undefined;
  readonly onLog: (line: string) => void;
  readonly signal: AbortSignal;
}

const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
const TMPFS_BYTES = 256 * 1024 * 1024;
const LOG_INTERVAL_MS = 50;
const STOP_GRACE_MS = 300;

/** Runs RUN on the stage's layers, or finds the layer that the same command made before. */
export async function runStep(
  state: StageState,
  instruction: RunInstruction,
  context: RunContext,
): Promise<StepResult> {
  const argv = argvOf(state, instruction.command);
  const user = await userOf(state, instruction);
  const cwd = state.config.WorkingDir ?? '/';
  const env = {
    PATH: DEFAULT_PATH,
    HOME: user.uid === 0 ? '/root' : '/tmp',
    ...state.args,
    ...state.env,
  };
  const key = createHash('sha256')
    .update(JSON.stringify(['run-1', state.key, argv, user, cwd, env, instruction.mounts]))
    .digest('hex');
  const known = await context.cache.get(key);
  if (known !== undefined) return { layer: known, key, cached: true };
  if (context.sandbox.capabilities.kind !== 'sandbox') {
    throw new BuildError(
      'sandbox-unavailable',
      `commands of a build run only in the sandbox, which this machine refuses: ${context.sandbox.capabilities.limitations.join(' ')}`,
      { place: instruction.place },
    );
  }
  const work = await context.cache.workFolder();
  try {
    const upper = join(work, 'upper');
    await mkdir(upper, { mode: 0o755 });
    await chmod(upper, 0o755);
    await context.sandbox.own(upper);
    const wish = { argv, user, cwd, env: { ...env, ...context.env } };
    await execute(state, instruction, context, { ...wish, work, upper });
    await settleUpper(upper, state, context.owner);
    return { layer: await context.cache.put(key, upper, user), key, cached: false };
  } finally {
    await removeTree(work);
  }
}

interface Execution {
  readonly argv: readonly string[];
  readonly user: Owner;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly work: string;
  readonly upper: string;
}

async function execute(
  state: StageState,
  instruction: RunInstruction,
  context: RunContext,
  execution: Execution,
): Promise<void> {
  context.signal.throwIfAborted();
  const dir = join(execution.work, 'process');
  await mkdir(dir, { mode: 0o700 });
  const spec = await specOf(state, instruction, context, { ...execution, dir });
  const process = await context.sandbox.start(spec);
  const { exit, log } = await follow(process, context);
  context.signal.throwIfAborted();
  if (exit.code === 0) return;
  const hint = hintFor(exit, log, instruction);
  throw new BuildError('run-failed', `the command ended with exit code ${exit.code}${hint}`, {
    place: instruction.place,
    log,
  });
}

async function specOf(
  state: StageState,
  instruction: RunInstruction,
  context: RunContext,
  execution: Execution & { readonly dir: string },
): Promise<SandboxSpec> {
  const [program, ...rest] = execution.argv;
  if (program === undefined)
    throw new BuildError('dockerfile-invalid', 'the command is empty', {
      place: instruction.place,
    });
  const expand = (word: string): string =>
    expandIn(state, word, { place: instruction.place, escape: context.escape });
  const given = new Set(context.mounts.map(({ target }) => target));
  const mounts = [...context.mounts];
  const tmpfs: { target: string; sizeBytes: number }[] = [];
  for (const mount of instruction.mounts) {
    const target = expand(mount.target);
    if (given.has(target)) continue;
    if (mount.type === 'tmpfs') tmpfs.push({ target, sizeBytes: TMPFS_BYTES });
    else
      mounts.push({
        source: await cacheFolder(mount.id ?? target, context, execution),
        target,
        readOnly: false,
      });
  }
  return {
    id: `build-${randomUUID()}`,
    dir: execution.dir,
    root: { ...stackOf(state), upper: execution.upper },
    argv: [program, ...rest],
    env: execution.env,
    cwd: execution.cwd,
    hostname: 'build',
    mounts,
    tmpfs,
    user: execution.user,
  };
}

async function cacheFolder(id: string, context: RunContext, execution: Execution): Promise<string> {
  const name = createHash('sha256').update(id).digest('hex').slice(0, 32);
  const folder = join(context.cacheMounts ?? join(execution.work, 'mounts'), name);
  await mkdir(folder, { recursive: true, mode: 0o755 });
  await context.sandbox.own(folder);
  return folder;
}

async function follow(
  process: SandboxProcess,
  context: RunContext,
): Promise<{ readonly exit: SandboxExit; readonly log: readonly string[] }> {
  const tail = new LogTail(process.logFile, context.onLog);
  const stop = (): void => void process.stop(STOP_GRACE_MS);
  context.signal.addEventListener('abort', stop, { once: true });
  if (context.signal.aborted) stop();
  try {
    let exit: SandboxExit | undefined;
    while (exit === undefined) {
      exit = await Promise.race([process.exited, sleep(LOG_INTERVAL_MS, undefined)]);
      await tail.read();
    }
    await tail.finish();
    return { exit, log: tail.last };
  } finally {
    context.signal.removeEventListener('abort', stop);
  }
}

/** Makes what the overlay wrote a layer that any overlay can take. */
async function settleUpper(
  upper: string,
  state: StageState,
  owner: Owner | undefined,
): Promise<void> {
  const below = stackOf(state);
  await expandOpaque(upper, await readOpaque(upper, below), below, owner);
  // The sandbox makes this folder for the writes to the host's /usr; it stays when there were any.
  await rmdir(join(upper, 'usr')).catch(() => undefined);
}

async function userOf(state: StageState, instruction: RunInstruction): Promise<Owner> {
  const user = state.config.User;
  if (user === undefined || user === '') return { uid: 0, gid: 0 };
  const owner = parseOwner(user, await readAccounts(new LayerView(stackOf(state))));
  if (owner !== undefined) return owner;
  throw new BuildError('dockerfile-invalid', `the image has no user "${user}"`, {
    place: instruction.place,
  });
}

/** What to do about failures that come from how builds run here. */
function hintFor(exit: SandboxExit, log: readonly string[], instruction: RunInstruction): string {
  const text = log.join('\n');
  if (exit.reason === 'OOMKilled') return ' (it used more memory than it may)';
  if (
    /chown|chgrp/.test(instruction.place.instruction) &&
    /Invalid argument|Operation not permitted/.test(text)
  ) {
    return '; a build has one user here, so ownership is set with COPY --chown, not by a command';
  }
  if (exit.code === 127 && /not found/.test(text)) return '; the program is not in the image';
  if (/apt-get|apk |yum |dnf /.test(instruction.place.instruction)) {
    return '; packages of the operating system cannot be installed on the host base: configure an outside registry for the base image';
  }
  return '';
}
