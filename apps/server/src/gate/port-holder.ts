import { readdir, readFile, readlink } from 'node:fs/promises';

const listening = '0A';

/**
 * Names the process that listens on a TCP port of this machine, as `name (process PID)`; undefined
 * when that cannot be told (another user's process, or no Linux). Source: proc(5), /proc/net/tcp.
 */
export async function holderOfPort(port: number): Promise<string | undefined> {
  const inodes = new Set<string>();
  for (const table of ['/proc/net/tcp', '/proc/net/tcp6']) {
    for (const inode of socketInodes(await readFile(table, 'utf8').catch(() => ''), port)) {
      inodes.add(inode);
    }
  }
  if (inodes.size === 0) return undefined;
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  for (const pid of pids) {
    for (const descriptor of await readdir(`/proc/${pid}/fd`).catch(() => [])) {
      const target = await readlink(`/proc/${pid}/fd/${descriptor}`).catch(() => '');
      if (!inodes.has(target)) continue;
      const name = await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => 'a process');
      return `${name.trim()} (process ${pid})`;
    }
  }
  return undefined;
}

function socketInodes(table: string, port: number): string[] {
  const wanted = port.toString(16).toUpperCase().padStart(4, '0');
  return table
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter((columns) => columns[1]?.endsWith(`:${wanted}`) && columns[3] === listening)
    .map((columns) => `socket:[${columns[9]}]`);
}
