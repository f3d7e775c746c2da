import { describe, expect, it } from 'vitest';
import { median, spread } from './statistics.ts';

describe('median', () => {
  it.each([
    [[3], 3],
    [[9, 1, 5], 5],
    [[4, 1, 3, 2], 2.5],
  ])('of %j is %d', (values, expected) => {
    expect(median(values)).toBe(expected);
  });
});

describe('spread', () => {
  it('keeps the runs in their order, in whole units', () => {
    expect(spread([20.4, 10.6, 30])).toEqual({ p50: 20, min: 11, max: 30, runs: [20, 11, 30] });
  });
});
