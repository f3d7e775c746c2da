import { expect, test } from 'vitest';
import type { Timeline } from '../api/types.ts';
import { needsMe } from './needs-me.ts';

function timeline(id: string, state: Timeline['state']): Timeline {
  return {
    id,
    kind: 'delivery',
    state,
    project: 'shop',
    team: 'platform',
    title: id,
    startedAt: '2026-03-01T12:00:00Z',
    finishedAt: null,
    durationMs: null,
    usualMs: null,
    url: null,
    steps: [],
  };
}

test('only a failure that nothing newer made up for needs somebody', () => {
  const timelines = [timeline('3', 'failed'), timeline('2', 'failed'), timeline('1', 'live')];
  const latest = (id: string | null) => [{ name: 'shop', latestTimelineId: id }];
  expect(needsMe(latest('3'), timelines).map(({ id }) => id)).toEqual(['3']);
  expect(needsMe(latest('1'), timelines)).toEqual([]);
  expect(needsMe(latest(null), timelines)).toEqual([]);
  expect(needsMe([], timelines)).toEqual([]);
});
