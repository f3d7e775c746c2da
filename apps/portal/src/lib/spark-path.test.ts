import { expect, test } from 'vitest';
import { sparkPath, sumSeries } from './spark-path.ts';

const box = { width: 100, height: 20, top: 10 };

test('a curve from the bottom to the top', () => {
  expect(sparkPath([0, 5, 10], box)).toBe('M0 19L50 10L100 1');
});

test('a gap lifts the pen', () => {
  expect(sparkPath([0, null, 10], box)).toBe('M0 19M100 1');
  expect(sparkPath([null, null], box)).toBe('');
  expect(sparkPath([], box)).toBe('');
});

test('series add up where they have values', () => {
  expect(
    sumSeries([
      [1, null, null],
      [2, 3, null],
    ]),
  ).toEqual([3, 3, null]);
  expect(sumSeries([])).toEqual([]);
});
