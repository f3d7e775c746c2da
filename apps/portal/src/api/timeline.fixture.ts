import type { Timeline, TimelineStep } from './types.ts';

/** A step for tests. */
export function aStep(key: string, more: Partial<TimelineStep> = {}): TimelineStep {
  return {
    key,
    title: key,
    state: 'queued',
    startedAt: null,
    finishedAt: null,
    durationMs: null,
    usualMs: null,
    message: null,
    failure: null,
    log: null,
    ...more,
  };
}

/** A timeline for tests. */
export function aTimeline(id: string, more: Partial<Timeline> = {}): Timeline {
  return {
    id,
    kind: 'provision',
    state: 'running',
    project: 'shop',
    team: 'platform',
    title: 'Create shop',
    startedAt: '2026-03-01T12:00:00.000Z',
    finishedAt: null,
    durationMs: null,
    usualMs: null,
    url: null,
    steps: [aStep('render'), aStep('commit')],
    ...more,
  };
}
