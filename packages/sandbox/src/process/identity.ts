import { readFileSync } from 'node:fs';

/** Names one process of this machine for good: a pid alone is used again. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Field 22 of /proc/PID/stat, in clock ticks since boot. */
  readonly startTicks: string;
  /** The process that waits for it outside its pid namespace. */
  readonly shimPid: number;
  readonly bootId: string;
}

/** Reads the line the shim writes, or undefined while it is not complete. */
export function parseIdentity(text: string): ProcessIdentity | undefined {
  const match = /^(\d+) (\d+) (\d+) (\S+)\n/.exec(text);
  if (match === null) return undefined;
  const [, pid = '', startTicks = '', shimPid = '', bootId = ''] = match;
  return { pid: Number(pid), startTicks, shimPid: Number(shimPid), bootId };
}

/** What /proc/PID/stat says that this package needs. */
export interface ProcessStat {
  readonly pid: number;
  readonly parent: number;
  readonly startTicks: string;
  readonly state: string;
}

/** Reads the text of /proc/PID/stat; the command name may hold spaces and brackets. */
export function parseStat(text: string): ProcessStat | undefined {
  const end = text.lastIndexOf(')');
  const fields = text.slice(end + 2).split(' ');
  const [state, parent] = fields;
  const startTicks = fields[19];
  if (end < 0 || state === undefined || startTicks === undefined) return undefined;
  return { pid: Number.parseInt(text, 10), parent: Number(parent), startTicks, state };
}

/** The process' stat, or undefined when there is none. */
export function readStat(pid: number): ProcessStat | undefined {
  try {
    return parseStat(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return undefined;
  }
}

/** Whether that very process still runs; a zombie does not. */
export function isAlive(identity: ProcessIdentity): boolean {
  if (identity.bootId !== bootId()) return false;
  const stat = readStat(identity.pid);
  return stat !== undefined && stat.startTicks === identity.startTicks && stat.state !== 'Z';
}

let cachedBootId: string | undefined;

/** The kernel's id of this boot. */
export function bootId(): string {
  cachedBootId ??= readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  return cachedBootId;
}
