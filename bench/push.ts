import { join } from 'node:path';
import { cloneProject } from './lib/clone.ts';
import { withPlatform } from './lib/server.ts';
import { type Share, shares, createProject, type Timeline } from './lib/timelines.ts';
import { type Spread, spread } from './lib/statistics.ts';

/** From `git push` of a changed line until the rolling update to the new version has ended. */
export async function push(
  runs: number,
): Promise<{ goalMs: number; pushToLiveMs: Spread; shares: Share[] }> {
  return withPlatform(async (platform) => {
    await createProject(platform, 'bench-push');
    const clone = await cloneProject(platform, 'bench-push', join(platform.data, '..', 'clone'));
    const times: number[] = [];
    const timelines: Timeline[] = [];
    for (let run = 1; run <= runs; run += 1) {
      const { ms, timeline } = await clone.pushChange(`change ${run}`);
      times.push(ms);
      timelines.push(timeline);
    }
    return { goalMs: 12_000, pushToLiveMs: spread(times), shares: shares(timelines) };
  });
}
