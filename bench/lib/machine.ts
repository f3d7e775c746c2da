import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';

/** Where and when something was measured; figures mean little without it. */
export interface Machine {
  date: string;
  cores: number;
  cpu: string;
  memoryGib: number;
  node: string;
  platform: string;
  /** Before the measurement: far above zero, others used the machine too. */
  loadBefore: number;
}

/** Describes this machine at this moment. */
export function describeMachine(): Machine {
  return {
    date: new Date().toISOString().slice(0, 10),
    cores: availableParallelism(),
    cpu: cpus()[0]?.model ?? 'unknown',
    memoryGib: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    loadBefore: Math.round((loadavg()[0] ?? 0) * 100) / 100,
  };
}
