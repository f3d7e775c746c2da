import { expect, test } from 'vitest';
import type { TimelineStep } from '../api/types.ts';
import { elapsedMs, isSlow, openStep, progressOf } from './open-step.ts';

const log = { runId: 'run', job: 'test' };

function step(key: string, state: TimelineStep['state'], more: Partial<TimelineStep> = {}) {
  return {
    key,
    title: key,
    state,
    startedAt: null,
    finishedAt: null,
    durationMs: null,
    usualMs: null,
    message: null,
    failure: null,
    log: null,
    ...more,
  } satisfies TimelineStep;
}

const running = [
  step('push', 'succeeded'),
  step('pipeline/test', 'running', { log }),
  step('release', 'running'),
  step('commit', 'queued'),
];

test.each([
  ['the running step with a log', 'running', running, null, 'pipeline/test'],
  ["the reader's choice", 'running', running, 'push', 'push'],
  ['a choice that does not exist is none', 'running', running, 'gone', 'pipeline/test'],
  ['a failed step', 'failed', [...running, step('pods', 'failed')], null, 'pods'],
  [
    'the last step with a log, once over',
    'live',
    [step('a', 'succeeded', { log }), step('b', 'succeeded')],
    null,
    'a',
  ],
  [
    'the last step when none has a log',
    'done',
    [step('a', 'succeeded'), step('b', 'succeeded')],
    null,
    'b',
  ],
  [
    'the first before anything began',
    'running',
    [step('a', 'queued'), step('b', 'queued')],
    null,
    'a',
  ],
  [
    'the last one done between two steps',
    'running',
    [step('a', 'succeeded'), step('b', 'queued')],
    null,
    'a',
  ],
] as const)('opens %s', (_case, state, steps, chosen, key) => {
  expect(openStep({ state, steps: [...steps] }, chosen)?.key).toBe(key);
});

test('a timeline without steps opens nothing', () => {
  expect(openStep({ state: 'running', steps: [] }, null)).toBeUndefined();
});

test('progress counts what succeeded or was skipped', () => {
  expect(progressOf([...running, step('x', 'skipped')])).toEqual({ done: 2, total: 5 });
});

test('elapsed time: none before the start, counting, then fixed; never negative', () => {
  const startedAt = '2026-03-01T12:00:00.000Z';
  const at = Date.parse(startedAt);
  expect(elapsedMs(step('a', 'queued'), at)).toBeNull();
  expect(elapsedMs(step('a', 'running', { startedAt }), at + 1_500)).toBe(1_500);
  expect(elapsedMs(step('a', 'running', { startedAt }), at - 50)).toBe(0);
  const finishedAt = '2026-03-01T12:00:03.000Z';
  expect(elapsedMs(step('a', 'succeeded', { startedAt, finishedAt }), at)).toBe(3_000);
  expect(elapsedMs(step('a', 'succeeded', { startedAt, finishedAt, durationMs: 7 }), at)).toBe(7);
});

test('slow is more than twice the usual time', () => {
  expect(isSlow(2_001, 1_000)).toBe(true);
  expect(isSlow(2_000, 1_000)).toBe(false);
  expect(isSlow(9_000, null)).toBe(false);
  expect(isSlow(null, 1_000)).toBe(false);
});
