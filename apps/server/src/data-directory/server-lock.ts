import { randomBytes } from 'node:crypto';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { FairwayError } from '../errors/fairway-error.ts';
import { processStartTime } from './process-start-time.ts';

/** What a running server tells `fairway down` and the CLI about itself. */
const ServerRecord = z.object({
  pid: z.number().int().positive(),
  /** Start time of the process in clock ticks since boot: a pid alone may have been reused. */
  startTime: z.string(),
  port: z.number().int(),
  origin: z.string(),
});
export type ServerRecord = z.infer<typeof ServerRecord>;

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
    return ServerRecord.safeParse(JSON.parse(text)).data;
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
      await removeStale(path);
    }
    throw new Error(`${path} changes hands faster than it can be read`);
  } finally {
    await rm(temporary, { force: true });
  }
}

/**
 * Removes the record of a server that is gone. Another starting server may have done so and put its
 * own in place since: what is taken away is looked at again, and put back when it is alive.
 */
async function removeStale(path: string): Promise<void> {
  const aside = `${path}.${randomBytes(6).toString('hex')}.stale`;
  try {
    await rename(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  if ((await readServerRecord(aside)) !== undefined) {
    await link(aside, path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  }
  await rm(aside, { force: true });
}

function inUse(holder: ServerRecord, path: string): FairwayError {
  return new FairwayError('data-directory-in-use', {
    message: `Another Fairway (process ${holder.pid}, ${holder.origin}) uses this data directory.`,
    remedy: 'Stop it with "fairway down", or start this one with --data and another folder.',
    data: { path, pid: holder.pid },
  });
}
