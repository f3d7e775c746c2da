import type { Project, Timeline } from '../api/types.ts';

/** Failed runs that nothing newer of their project has made up for, newest first. */
export function needsMe(
  projects: readonly Pick<Project, 'name' | 'latestTimelineId'>[],
  timelines: readonly Timeline[],
): Timeline[] {
  const latest = new Set(projects.map(({ latestTimelineId }) => latestTimelineId));
  return timelines.filter(({ id, state }) => state === 'failed' && latest.has(id));
}
