import { readFile, statfs } from 'node:fs/promises';
import { arch, availableParallelism, release, totalmem } from 'node:os';

/** What the machine has, for the node's status. */
export interface Machine {
  readonly cpus: number;
  readonly memoryBytes: number;
  readonly diskBytes: number;
  readonly info: Readonly<Record<string, string>>;
}

/** Reads the machine's size and names; `dataDir` tells which disk counts. */
export async function readMachine(dataDir: string): Promise<Machine> {
  const disk = await statfs(dataDir);
  const line = async (path: string): Promise<string> =>
    (await readFile(path, 'utf8').catch(() => '')).trim();
  const names = await line('/etc/os-release');
  return {
    cpus: availableParallelism(),
    memoryBytes: totalmem(),
    diskBytes: disk.blocks * disk.bsize,
    info: {
      machineID: await line('/etc/machine-id'),
      systemUUID: await line('/etc/machine-id'),
      bootID: await line('/proc/sys/kernel/random/boot_id'),
      kernelVersion: release(),
      osImage: /^PRETTY_NAME="?([^"\n]*)/m.exec(names)?.[1] ?? 'Linux',
      containerRuntimeVersion: 'fairway://0.1.0',
      kubeletVersion: 'v1.31.0',
      kubeProxyVersion: 'v1.31.0',
      operatingSystem: 'linux',
      architecture: arch() === 'x64' ? 'amd64' : arch(),
    },
  };
}
