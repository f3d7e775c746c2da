import type { Timeline, TimelineStep } from './types.ts';

/** What the event stream carries, as far as pages use it. */
export type LiveEvent =
  | { type: 'timeline'; timeline: Timeline }
  | { type: 'step'; timelineId: string; step: TimelineStep }
  | { type: 'project' };

/** Reads one event of the stream; undefined for what this version does not know. */
export function parseLiveEvent(type: string, data: string): LiveEvent | undefined {
  const body: unknown = JSON.parse(data);
  if (typeof body !== 'object' || body === null) return undefined;
  if (type === 'timeline' && 'timeline' in body) {
    return { type, timeline: body.timeline as Timeline };
  }
  if (type === 'step' && 'timelineId' in body && 'step' in body) {
    return { type, timelineId: String(body.timelineId), step: body.step as TimelineStep };
  }
  return type === 'project' ? { type } : undefined;
}

/** The timeline with a step's news; undefined when it does not know the step. */
export function withStep(timeline: Timeline, step: TimelineStep): Timeline | undefined {
  if (!timeline.steps.some(({ key }) => key === step.key)) return undefined;
  return {
    ...timeline,
    // The news of a step come without the median of earlier runs.
    steps: timeline.steps.map((old) =>
      old.key === step.key ? { ...step, usualMs: step.usualMs ?? old.usualMs } : old,
    ),
  };
}

/** A list of timelines, newest first, with one replaced or added. */
export function withTimeline(list: readonly Timeline[], timeline: Timeline): Timeline[] {
  const known = list.some(({ id }) => id === timeline.id);
  const next = known
    ? list.map((one) => (one.id === timeline.id ? timeline : one))
    : [timeline, ...list];
  return next.toSorted((a, b) => b.startedAt.localeCompare(a.startedAt));
}
