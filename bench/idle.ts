import { setTimeout as delay } from 'node:timers/promises';
import { memoryOfTree, type ProcessMemory } from './lib/process-memory.ts';
import { withPlatform } from './lib/server.ts';
import { type Spread, spread } from './lib/statistics.ts';

const settleMs = 60_000;

/** Memory of the server with its PostgreSQL, 60 s after the start, without a project. */
export async function idle(
  runs: number,
): Promise<{ goalMib: number; idlePssMib: Spread; processes: ProcessMemory[] }> {
  const sums: number[] = [];
  let processes: ProcessMemory[] = [];
  for (let run = 0; run < runs; run += 1) {
    processes = await withPlatform(async ({ pid }) => {
      await delay(settleMs);
      return memoryOfTree(pid);
    });
    sums.push(processes.reduce((sum, { pssKib }) => sum + pssKib, 0) / 1_024);
  }
  return { goalMib: 400, idlePssMib: spread(sums), processes };
}
