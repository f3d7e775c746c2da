import { join } from 'node:path';
import { cloneProject } from './lib/clone.ts';
import { withPlatform } from './lib/server.ts';
import { type Spread, spread } from './lib/statistics.ts';
import { createProject, type Timeline } from './lib/timelines.ts';

/**
 * From a commit in the gitops repository until the Application of the environment is Synced to it,
 * read from the timelines of releases: the end of their step `commit` until the end of `sync`.
 */
export async function gitopsCommit(
  runs: number,
): Promise<{ goalMs: number; commitToSyncedMs: Spread }> {
  return withPlatform(async (platform) => {
    const first = await createProject(platform, 'bench-gitops');
    const clone = await cloneProject(platform, 'bench-gitops', join(platform.data, '..', 'clone'));
    const times = [commitToSynced(first.timeline)];
    for (let run = 1; run < runs; run += 1) {
      const { timeline } = await clone.pushChange(`change ${run}`);
      times.push(commitToSynced(timeline));
    }
    return { goalMs: 2_000, commitToSyncedMs: spread(times) };
  });
}

function commitToSynced(timeline: Timeline): number {
  const endOf = (key: string): number => {
    const finishedAt = timeline.steps.find((step) => step.key === key)?.finishedAt;
    if (finishedAt === null || finishedAt === undefined) throw new Error(`no step "${key}" ended`);
    return Date.parse(finishedAt);
  };
  return endOf('sync') - endOf('commit');
}
