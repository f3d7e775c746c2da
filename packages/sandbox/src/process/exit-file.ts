import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { SandboxExit } from '../sandbox.ts';

/** Name of the file that an out-of-memory kill leaves, for the server that reads the exit. */
export const oomFile = 'oom';

/** The exit that the shim wrote, or undefined while it has not. */
export function readExit(dir: string): SandboxExit | undefined {
  const file = join(dir, 'exit');
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
  const code = /^(\d+)\n/.exec(text)?.[1];
  if (code === undefined) return undefined;
  const finishedAt = statSync(file).mtime.toISOString();
  return { code: Number(code), reason: reasonOf(dir, Number(code)), finishedAt };
}

/** The exit of a process whose shim was killed before it could write one. */
export function lostExit(now: Date): SandboxExit {
  return { code: 137, reason: 'ShimLost', finishedAt: now.toISOString() };
}

function reasonOf(dir: string, code: number): SandboxExit['reason'] {
  if (statSync(join(dir, oomFile), { throwIfNoEntry: false }) !== undefined) return 'OOMKilled';
  return code === 0 ? 'Completed' : 'Error';
}
