import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SandboxRuntime } from '@fairway/sandbox';
import { z } from 'zod';

/** The part of the sandbox's record of a process that names it. */
const ProcessRecord = z.object({ id: z.string() });

/** Ends sandboxed processes that a killed server left below a folder. */
export async function stopLeftovers(sandbox: SandboxRuntime, folder: string): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const records = entries.filter((entry) => entry.isFile() && entry.name === 'process.json');
  await Promise.all(
    records.map(async ({ parentPath }) => {
      const record = ProcessRecord.safeParse(await readJson(join(parentPath, 'process.json')));
      if (!record.success) return;
      const left = await sandbox.adopt(record.data.id, parentPath);
      await left?.stop(0);
    }),
  );
}

/** A record that is gone, or that a crash cut short, names no process. */
async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch {
    return undefined;
  }
}
