import { link, readFile, rm, unlink, writeFile } from 'node:fs/promises';
import { FairwayError } from '../errors/fairway-error.ts';
import { processStartTime } from './process-start-time.ts';

/** What a running server tells `fairway down` and the CLI about itself. */
export interface ServerRecord {
  pid: number;
  /** Start time of the process in clock ticks since boot: a pid alone may have been reused. */
  startTime: string;
  port: number;
  origin: string;
}

/** Reads the record of the server that uses this data directory, or undefined when none runs. */
export async function readServerRecord(path: string): Promise<ServerRecord | undefined> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  const record = parseRecord(text);
  if (record === undefined) return undefined;
  const alive = (await processStartTime(record.pid)) === record.startTime;
  return alive ? record : undefined;
}

function parseRecord(text: string): ServerRecord | undefined {
  try {
    const record: unknown = JSON.parse(text);
    return typeof record === 'object' && record !== null && 'pid' in record
      ? (record as ServerRecord)
      : undefined;
  } catch {
    // A record cut short by a crash counts as none: its writer is gone.
    return undefined;
  }
}

/**
 * Takes the data directory for this process.
 *
 * @throws FairwayError `data-directory-in-use` when another live server holds it.
 */
export async function lockDataDirectory(
  path: string,
  server: { port: number; origin: string },
): Promise<{ release(): Promise<void> }> {
  const startTime = await processStartTime(process.pid);
  const record: ServerRecord = { pid: process.pid, startTime: startTime ?? '', ...server };
  const temporary = `${path}.${process.pid}.tmp`;
  await writeFile(temporary, JSON.stringify(record), { mode: 0o600 });
  try {
    for (let attempt = 0; attempt < 3; attempt += 1) {
      try {
        await link(temporary, path);
        return { release: () => rm(path, { force: true }) };
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
      const holder = await readServerRecord(path);
      if (holder !== undefined) throw inUse(holder, path);
      await unlink(path).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOENT') throw error;
      });
    }
    throw new Error(`${path} changes hands faster than it can be read`);
  } finally {
    await rm(temporary, { force: true });
  }
}

function inUse(holder: ServerRecord, path: string): FairwayError {
  return new FairwayError('data-directory-in-use', {
    message: `Another Fairway (process ${holder.pid}, ${holder.origin}) uses this data directory.`,
    remedy: 'Stop it with "fairway down", or start this one with --data and another folder.',
    data: { path, pid: holder.pid },
  });
}
