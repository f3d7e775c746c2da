import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseIdentity } from './identity.ts';
import { RunningProcess, type ProcessRecord, type Reaper } from './running-process.ts';

/** Takes over the process of a folder, running or ended; undefined when the folder holds none. */
export async function adoptProcess(
  id: string,
  dir: string,
  reap: Reaper,
): Promise<RunningProcess | undefined> {
  const record = parseRecord(await read(join(dir, 'process.json')));
  const identity = parseIdentity((await read(join(dir, 'pid'))) ?? '');
  if (record === undefined || identity === undefined || record.id !== id) return undefined;
  return new RunningProcess(dir, identity, record, undefined, reap);
}

async function read(path: string): Promise<string | undefined> {
  return await readFile(path, 'utf8').catch(() => undefined);
}

/** Reads `process.json`; a half-written one is none. */
function parseRecord(text: string | undefined): ProcessRecord | undefined {
  if (text === undefined) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null || !('id' in value)) return undefined;
  // Written by `launch` in an owner-only folder.
  return value as ProcessRecord;
}
