import { describe, expect, it } from 'vitest';
import { shares, timeBetweenSteps, type Timeline } from './timelines.ts';

const at = (second: number): string => new Date(second * 1_000).toISOString();

function timeline(seconds: number, spans: readonly [string, number, number][]): Timeline {
  const none = { usualMs: null, message: null, failure: null, log: null };
  return {
    id: 't',
    kind: 'provision',
    state: 'live',
    project: 'shop',
    team: 'web',
    title: 'Create shop',
    startedAt: at(0),
    finishedAt: at(seconds),
    durationMs: seconds * 1_000,
    usualMs: null,
    url: null,
    steps: spans.map(([key, start, end]) => ({
      ...none,
      key,
      title: key,
      state: 'succeeded',
      startedAt: at(start),
      finishedAt: at(end),
      durationMs: (end - start) * 1_000,
    })),
  };
}

describe('timeBetweenSteps', () => {
  it('counts no time twice when steps overlap', () => {
    const overlapping = timeline(10, [
      ['a', 1, 4],
      ['b', 2, 6],
      ['c', 8, 9],
    ]);
    expect(timeBetweenSteps(overlapping)).toBe(1_000 + 2_000 + 1_000);
  });
});

describe('shares', () => {
  it('are of the whole, by medians', () => {
    expect(
      shares([
        timeline(10, [['a', 0, 5]]),
        timeline(20, [['a', 0, 10]]),
        timeline(10, [['a', 0, 5]]),
      ]),
    ).toEqual([
      { step: 'a', p50Ms: 5_000, percent: 50 },
      { step: '(between steps)', p50Ms: 5_000, percent: 50 },
    ]);
  });
});
