import { readdir, readFile } from 'node:fs/promises';

/** What a process holds of the machine's memory. */
export interface ProcessMemory {
  pid: number;
  command: string;
  /** Proportional set size in KiB: shared pages counted by their share. */
  pssKib: number;
}

/**
 * The memory of a process and of all its descendants, by /proc/PID/smaps_rollup. Linux only; reading
 * processes of other users takes root.
 */
export async function memoryOfTree(root: number): Promise<ProcessMemory[]> {
  const parents = await readParents();
  const tree = new Set([root]);
  for (let before = 0; before < tree.size;) {
    before = tree.size;
    for (const [pid, parent] of parents) if (tree.has(parent)) tree.add(pid);
  }
  const found = await Promise.all([...tree].map(readMemory));
  return found.filter((item) => item !== undefined).sort((a, b) => b.pssKib - a.pssKib);
}

async function readParents(): Promise<Map<number, number>> {
  const parents = new Map<number, number>();
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const status = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '');
    // The command, in parentheses, may hold anything: the fields follow its last parenthesis.
    const fields = status.slice(status.lastIndexOf(')') + 2).split(' ');
    parents.set(Number(name), Number(fields[1]));
  }
  return parents;
}

async function readMemory(pid: number): Promise<ProcessMemory | undefined> {
  try {
    const [rollup, command] = await Promise.all([
      readFile(`/proc/${pid}/smaps_rollup`, 'utf8'),
      readFile(`/proc/${pid}/cmdline`, 'utf8'),
    ]);
    const pssKib = Number(/^Pss:\s+(\d+) kB$/m.exec(rollup)?.[1] ?? 0);
    return { pid, command: programOf(command), pssKib };
  } catch (error) {
    // It has ended in the meantime.
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ESRCH') return undefined;
    throw error;
  }
}

/** The program of a command line, without its folder and arguments: results name no machine's paths. */
function programOf(commandLine: string): string {
  const [program = ''] = commandLine.split('\0');
  return program.startsWith('/') ? (program.split('/').at(-1) ?? program) : program.trim();
}
