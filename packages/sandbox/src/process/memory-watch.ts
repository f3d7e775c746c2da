import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { oomFile } from './exit-file.ts';
import { parseStat } from './identity.ts';
import type { RunningProcess } from './running-process.ts';

/** One process of the machine: its parent and the memory that is its own. */
export interface MemoryEntry {
  readonly pid: number;
  readonly parent: number;
  readonly bytes: number;
}

/** The memory of a process and all its descendants. */
export function treeMemory(entries: readonly MemoryEntry[], root: number): number {
  const children = new Map<number, MemoryEntry[]>();
  let total = 0;
  for (const entry of entries) {
    if (entry.pid === root) total += entry.bytes;
    const siblings = children.get(entry.parent);
    if (siblings === undefined) children.set(entry.parent, [entry]);
    else siblings.push(entry);
  }
  const todo = [root];
  for (let pid = todo.pop(); pid !== undefined; pid = todo.pop()) {
    for (const child of children.get(pid) ?? []) {
      total += child.bytes;
      todo.push(child.pid);
    }
  }
  return total;
}

/** Resident memory without file-backed pages, which the kernel can drop and processes share. */
export function parseStatm(text: string, pageBytes: number): number {
  const [, resident = '0', shared = '0'] = text.split(' ');
  return (Number(resident) - Number(shared)) * pageBytes;
}

/** Reads every process of the machine once. */
async function readMemory(pageBytes: number): Promise<MemoryEntry[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const entries = await Promise.all(
    pids.map(async (pid) => {
      try {
        const stat = parseStat(await readFile(`/proc/${pid}/stat`, 'utf8'));
        const statm = await readFile(`/proc/${pid}/statm`, 'utf8');
        if (stat === undefined) return undefined;
        return { pid: stat.pid, parent: stat.parent, bytes: parseStatm(statm, pageBytes) };
      } catch {
        return undefined;
      }
    }),
  );
  return entries.filter((entry) => entry !== undefined);
}

/** Kills the trees that are over their limit and leaves the note that tells why. */
export async function enforceMemory(
  processes: Iterable<RunningProcess>,
  pageBytes: number,
): Promise<void> {
  const limited = [...processes].filter(({ record, ended }) => !ended && record.memoryBytes);
  if (limited.length === 0) return;
  const entries = await readMemory(pageBytes);
  for (const process of limited) {
    const limit = process.record.memoryBytes;
    if (limit === undefined || treeMemory(entries, process.pid) <= limit) continue;
    await writeFile(join(process.dir, oomFile), '');
    process.signal('SIGKILL');
  }
}
