import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { SandboxRuntime } from '@fairway/sandbox';
import { processPrefix } from '../job/process-prefix.ts';

/** Which run is to go. */
export interface DiscardRunOptions {
  readonly sandbox: SandboxRuntime;
  readonly workspaceRoot: string;
  readonly runId: string;
}

/**
 * Ends the processes that a run left behind when its server was killed, and removes its folder, its
 * artifacts with it unless they lie elsewhere. Harmless when there is nothing.
 */
export async function discardRun(options: DiscardRunOptions): Promise<void> {
  const { sandbox, workspaceRoot, runId } = options;
  for (const key of await namesIn(workspaceRoot)) {
    const processes = join(workspaceRoot, key, 'processes');
    for (const name of await namesIn(processes)) {
      const id = `${processPrefix(runId, key)}.${name}`;
      const process = await sandbox.adopt(id, join(processes, name));
      await process?.stop(0);
    }
  }
  await rm(workspaceRoot, { recursive: true, force: true });
}

/** The names in a folder; none when there is no such folder. */
async function namesIn(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch((error: unknown) => {
    const missing =
      error instanceof Error &&
      'code' in error &&
      (error.code === 'ENOENT' || error.code === 'ENOTDIR');
    if (missing) return [];
    throw error;
  });
}
