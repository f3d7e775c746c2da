import { setTimeout as delay } from 'node:timers/promises';
import type { Schemas } from '@fairway/api-client';
import { type Api, unwrap } from './api.ts';
import { CliError, UnreachableError } from './cli-error.ts';
import type { Output } from './command/command-spec.ts';
import type { CliContext } from './context.ts';
import { formatDuration } from './format.ts';

type Timeline = Schemas['Timeline'];
type Step = Schemas['TimelineStep'];

const pollMs = 250;
/** How long a server may be away: its work goes on where it was when it is back. */
const patienceMs = 60_000;

/** Waits until a timeline has ended; tells each step once when it has. */
async function watchTimeline(
  api: Api,
  id: string,
  onStep: (step: Step) => void,
  signal: AbortSignal,
): Promise<Timeline> {
  const told = new Set<string>();
  let answeredAt = Date.now();
  for (;;) {
    signal.throwIfAborted();
    const timeline = await getTimeline(api, id).catch((error: unknown) => {
      const isAway = error instanceof UnreachableError && Date.now() - answeredAt < patienceMs;
      if (isAway) return undefined;
      throw error;
    });
    if (timeline !== undefined) {
      answeredAt = Date.now();
      for (const step of newlyEnded(timeline, told)) onStep(step);
      if (timeline.state !== 'running') return timeline;
    }
    await delay(pollMs, undefined, { signal });
  }
}

/**
 * Waits for a timeline and tells its end: each step as it ends for people, all at once for programs.
 *
 * @param goal the state that counts as done
 */
export async function followTimeline(
  context: CliContext,
  api: Api,
  id: string,
  options: { goal: Timeline['state']; isQuiet: boolean; done(timeline: Timeline): string },
): Promise<Output> {
  const timeline = await watchTimeline(
    api,
    id,
    (step) => {
      if (!options.isQuiet) context.print(stepLine(step));
    },
    context.signal,
  );
  if (timeline.state === options.goal) return { data: timeline, text: options.done(timeline) };
  return {
    data: timeline,
    text: '',
    failure: new CliError(
      failureText(timeline),
      `Open ${api.credentials.url}/runs/${timeline.id}, or run "fairway retry ${timeline.id}" once the cause is gone.`,
    ),
  };
}

function getTimeline(api: Api, id: string): Promise<Timeline> {
  return unwrap(api.GET('/api/v1/timelines/{timeline}', { params: { path: { timeline: id } } }));
}

function newlyEnded(timeline: Timeline, told: Set<string>): Step[] {
  const ended = timeline.steps.filter(
    ({ key, state }) => (state === 'succeeded' || state === 'failed') && !told.has(key),
  );
  for (const { key } of ended) told.add(key);
  return ended;
}

const marks: Partial<Record<Step['state'], string>> = { succeeded: '✓', failed: '✗' };

/** A step on one line: what it was, how it ended, how long it took. */
export function stepLine(step: Step): string {
  const duration = step.durationMs === null ? '' : `  ${formatDuration(step.durationMs)}`;
  const message = step.message === null || step.message === '' ? '' : `  ${step.message}`;
  return `${marks[step.state] ?? '·'} ${step.title}${duration}${message}`;
}

/** What went wrong in a timeline, for people. */
export function failureText(timeline: Timeline): string {
  const failed = timeline.steps.find(({ state }) => state === 'failed');
  if (!failed?.failure) return `It ended ${timeline.state}.`;
  const { message, remedy, detail } = failed.failure;
  return [`${failed.title}: ${message}`, ...(detail === null ? [] : [detail]), remedy].join('\n');
}
