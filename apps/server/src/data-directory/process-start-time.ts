import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

/**
 * When a process started, as an opaque text that differs between two processes of the same pid;
 * undefined when there is no such process. Linux: field 22 of /proc/PID/stat (proc(5)).
 */
export async function processStartTime(pid: number): Promise<string | undefined> {
  if (process.platform === 'linux') {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
    if (stat === undefined) return undefined;
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? undefined : fields[19];
  }
  const run = promisify(execFile);
  const result = await run('ps', ['-o', 'lstart=', '-p', String(pid)], { timeout: 5_000 }).catch(
    () => undefined,
  );
  return result?.stdout.trim() || undefined;
}
