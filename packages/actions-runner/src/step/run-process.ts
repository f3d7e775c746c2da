import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { SandboxExit, SandboxLimits, SandboxMount, SandboxRuntime } from '@fairway/sandbox';
import { followLog } from './follow-log.ts';

const MAX_LOG_BYTES = 32 * 1024 * 1024;

/** What stays the same for all processes of a job. */
export interface ProcessHost {
  readonly sandbox: SandboxRuntime;
  /** Prefix of the processes' ids, at most 100 of `[a-z0-9.-]`. */
  readonly idPrefix: string;
  /** Host folder that takes one sub-folder a process. */
  readonly dir: string;
  readonly mounts: readonly SandboxMount[];
  readonly limits?: SandboxLimits | undefined;
  /** Between SIGTERM and SIGKILL when a process is stopped. */
  readonly stopGraceMs: number;
  readonly hosts?: Readonly<Record<string, readonly string[]>> | undefined;
}

/** One process to run to its end. */
interface ProcessRequest {
  /** Unique within the host. */
  readonly name: string;
  readonly argv: readonly [string, ...string[]];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly mounts?: readonly SandboxMount[];
  /** Stops the whole tree: SIGTERM, then SIGKILL. */
  readonly signal: AbortSignal;
  readonly onLine: (line: string) => void;
}

/** Runs a process of a job in the sandbox and hands its output on line by line. */
export async function runProcess(host: ProcessHost, request: ProcessRequest): Promise<SandboxExit> {
  const dir = join(host.dir, request.name);
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const process = await host.sandbox.start({
    id: `${host.idPrefix}.${request.name}`,
    dir,
    root: { layers: [], hostBase: true },
    argv: request.argv,
    env: request.env,
    cwd: request.cwd,
    hostname: 'runner',
    mounts: [...host.mounts, ...(request.mounts ?? [])],
    ...(host.limits === undefined ? {} : { limits: host.limits }),
    ...(host.hosts === undefined ? {} : { hosts: host.hosts }),
  });
  const stop = (): void => void process.stop(host.stopGraceMs);
  request.signal.addEventListener('abort', stop, { once: true });
  try {
    if (request.signal.aborted) stop();
    await followLog(process.logFile, process.exited, request.onLine, {
      maxBytes: MAX_LOG_BYTES,
      onTruncated: () =>
        request.onLine(`(the log is longer than ${MAX_LOG_BYTES} bytes; the rest is left out)`),
    });
    return await process.exited;
  } finally {
    request.signal.removeEventListener('abort', stop);
  }
}
