import type { Timeline, TimelineStep } from '../api/types.ts';

/**
 * The step that a run page shows open: the reader's own choice, else the failed one, else the
 * running one (one with a log before others), else, when all is over, the last that has a log.
 */
export function openStep(
  { state, steps }: Pick<Timeline, 'state' | 'steps'>,
  chosen: string | null,
): TimelineStep | undefined {
  const own = steps.find(({ key }) => key === chosen);
  if (own !== undefined) return own;
  const failed = steps.find((step) => step.state === 'failed');
  if (failed !== undefined) return failed;
  const running = steps.filter((step) => step.state === 'running');
  const current = running.findLast(({ log }) => log !== null) ?? running.at(-1);
  if (current !== undefined) return current;
  if (state !== 'running') return steps.findLast(({ log }) => log !== null) ?? steps.at(-1);
  return steps.findLast((step) => step.state === 'succeeded') ?? steps[0];
}

/** How far a timeline is, for its progress bar. */
export function progressOf(steps: readonly TimelineStep[]): { done: number; total: number } {
  const done = steps.filter(({ state }) => state === 'succeeded' || state === 'skipped').length;
  return { done, total: steps.length };
}

/** Milliseconds that something has taken so far, or took. */
export function elapsedMs(
  item: { startedAt: string | null; finishedAt: string | null; durationMs: number | null },
  now: number,
): number | null {
  if (item.startedAt === null) return item.durationMs;
  if (item.finishedAt !== null) {
    return item.durationMs ?? Date.parse(item.finishedAt) - Date.parse(item.startedAt);
  }
  return Math.max(0, now - Date.parse(item.startedAt));
}

/** Whether something takes more than twice its usual time. */
export function isSlow(elapsed: number | null, usual: number | null): boolean {
  return elapsed !== null && usual !== null && usual > 0 && elapsed > 2 * usual;
}
