import { startServer, withDataFolder } from './lib/server.ts';
import { type Spread, spread } from './lib/statistics.ts';

/** From the start of the process until the portal's page is answered, on an empty folder and later. */
export async function start(
  runs: number,
): Promise<{ goalMs: number; firstStartMs: Spread; secondStartMs: Spread }> {
  const first: number[] = [];
  const second: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    await withDataFolder(async (data) => {
      for (const times of [first, second]) {
        const server = await startServer(data);
        await server.stop();
        times.push(server.startMs);
      }
    });
  }
  return { goalMs: 4_000, firstStartMs: spread(first), secondStartMs: spread(second) };
}
