import { watch } from 'node:fs';
import { chmod, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { SandboxExit, SandboxProcess } from '../sandbox.ts';
import { lostExit, readExit } from './exit-file.ts';
import { isAlive, type ProcessIdentity } from './identity.ts';

/** What is kept of a process besides its identity; `process.json` in its folder. */
export interface ProcessRecord {
  readonly id: string;
  readonly startedAt: string;
  readonly logFile: string;
  readonly memoryBytes?: number;
  /** Folders to remove when it has ended. */
  readonly scratch: readonly string[];
  /** Marks every process of the tree in its environment, where no pid namespace holds the tree. */
  readonly marker?: string;
}

/** Ends what a dead first process leaves behind; nothing where a pid namespace does. */
export type Reaper = (record: ProcessRecord) => Promise<void>;

const safetyPollMs = 2000;
const lostShimGraceMs = 200;

/** A process tree under its shim, started here or adopted. */
export class RunningProcess implements SandboxProcess {
  readonly dir: string;
  readonly identity: ProcessIdentity;
  readonly record: ProcessRecord;
  readonly exited: Promise<SandboxExit>;
  #ended = false;

  constructor(
    dir: string,
    identity: ProcessIdentity,
    record: ProcessRecord,
    shimGone: Promise<void> | undefined,
    reap: Reaper,
  ) {
    this.dir = dir;
    this.identity = identity;
    this.record = record;
    this.exited = this.#observe(shimGone ?? exitNoticed(dir, identity), reap);
  }

  get id(): string {
    return this.record.id;
  }
  get pid(): number {
    return this.identity.pid;
  }
  get startedAt(): string {
    return this.record.startedAt;
  }
  get logFile(): string {
    return this.record.logFile;
  }
  get ended(): boolean {
    return this.#ended;
  }

  signal(signal: 'SIGTERM' | 'SIGINT' | 'SIGHUP' | 'SIGKILL'): void {
    if (this.#ended || !isAlive(this.identity)) return;
    try {
      process.kill(this.identity.pid, signal);
    } catch (error) {
      // It ended between the look and the signal.
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }

  async stop(graceMs: number): Promise<SandboxExit> {
    this.signal('SIGTERM');
    const timer = new AbortController();
    const grace = delay(graceMs, undefined, { signal: timer.signal }).catch(() => undefined);
    await Promise.race([this.exited, grace]);
    timer.abort();
    // KILL of a pid namespace's first process ends all of it.
    while (!this.#ended) {
      this.signal('SIGKILL');
      await Promise.race([this.exited, delay(100)]);
    }
    return await this.exited;
  }

  async #observe(shimGone: Promise<void>, reap: Reaper): Promise<SandboxExit> {
    await shimGone;
    const exit = readExit(this.dir) ?? (await this.#lost());
    await reap(this.record);
    for (const path of this.record.scratch) {
      // overlayfs leaves a folder that its owner may not even list.
      await chmod(join(path, 'work'), 0o700).catch(() => undefined);
      await rm(path, { recursive: true, force: true }).catch(() => undefined);
    }
    this.#ended = true;
    return exit;
  }

  /** The tree dies with its shim; wait for that, and for an exit file that was just being written. */
  async #lost(): Promise<SandboxExit> {
    while (isAlive(this.identity)) {
      process.kill(this.identity.pid, 'SIGKILL');
      await delay(10);
    }
    return readExit(this.dir) ?? lostExit(new Date());
  }
}

/** Resolves when the exit file has been written or the first process is gone. */
async function exitNoticed(dir: string, identity: ProcessIdentity): Promise<void> {
  let wake = (): void => undefined;
  const watcher = watch(join(dir, 'exit'), () => wake());
  watcher.on('error', () => wake());
  try {
    while (readExit(dir) === undefined) {
      if (!isAlive(identity)) {
        await delay(lostShimGraceMs);
        return;
      }
      const timer = new AbortController();
      const noticed = new Promise<void>((resolve) => (wake = resolve));
      await Promise.race([
        noticed,
        delay(safetyPollMs, undefined, { signal: timer.signal }).catch(() => undefined),
      ]);
      timer.abort();
    }
  } finally {
    watcher.close();
  }
}
