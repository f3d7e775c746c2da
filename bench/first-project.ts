import { withPlatform } from './lib/server.ts';
import {
  type Share,
  shares,
  createProject,
  deleteProject,
  type Timeline,
} from './lib/timelines.ts';
import { type Spread, spread } from './lib/statistics.ts';

/**
 * From the form to a live URL: the API accepts a project of node-service, until it is LIVE and its
 * URL answers. One project is made before, so that npm's cache and the base image are warm.
 */
export async function firstProject(runs: number): Promise<{
  goalMs: number;
  formToLiveMs: Spread;
  coldMs: number;
  shares: Share[];
}> {
  return withPlatform(async (platform) => {
    const cold = await createProject(platform, 'bench-warm-up');
    await deleteProject(platform, 'bench-warm-up');
    const times: number[] = [];
    const timelines: Timeline[] = [];
    for (let run = 1; run <= runs; run += 1) {
      const { ms, timeline } = await createProject(platform, `bench-${run}`);
      times.push(ms);
      timelines.push(timeline);
      await deleteProject(platform, `bench-${run}`);
    }
    return {
      goalMs: 15_000,
      formToLiveMs: spread(times),
      coldMs: Math.round(cold.ms),
      shares: shares(timelines),
    };
  });
}
