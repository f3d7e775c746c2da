import { setTimeout as delay } from 'node:timers/promises';
import type { Schemas } from '@fairway/api-client';
import { type Api, unwrap } from './api.ts';
import { formatDuration } from './format.ts';

type Timeline = Schemas['Timeline'];
type Step = Schemas['TimelineStep'];

const pollMs = 250;

/** Waits until a timeline has ended; tells each step once when it has. */
export async function watchTimeline(
  api: Api,
  id: string,
  onStep: (step: Step) => void,
  signal: AbortSignal,
): Promise<Timeline> {
  const told = new Set<string>();
  for (;;) {
    signal.throwIfAborted();
    const timeline = await unwrap(
      api.GET('/api/v1/timelines/{timeline}', { params: { path: { timeline: id } }, signal }),
    );
    for (const step of timeline.steps) {
      const ended = step.state === 'succeeded' || step.state === 'failed';
      if (!ended || told.has(step.key)) continue;
      told.add(step.key);
      onStep(step);
    }
    if (timeline.state !== 'running') return timeline;
    await delay(pollMs, undefined, { signal });
  }
}

/** A step on one line: what it was, how it ended, how long it took. */
export function stepLine(step: Step): string {
  const mark = step.state === 'succeeded' ? '✓' : step.state === 'failed' ? '✗' : '·';
  const duration = step.durationMs === null ? '' : `  ${formatDuration(step.durationMs)}`;
  const message = step.message === null || step.message === '' ? '' : `  ${step.message}`;
  return `${mark} ${step.title}${duration}${message}`;
}

/** What went wrong in a timeline, for people. */
export function failureText(timeline: Timeline): string {
  const failed = timeline.steps.find(({ state }) => state === 'failed');
  if (failed?.failure === undefined || failed.failure === null)
    return `It ended ${timeline.state}.`;
  const { message, remedy, detail } = failed.failure;
  return [`${failed.title}: ${message}`, ...(detail === null ? [] : [detail]), remedy].join('\n');
}
