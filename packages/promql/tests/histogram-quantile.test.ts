import { expect, test } from 'vitest';
import { at, storeOf } from './_util.ts';
import { bucketQuantile, type Bucket } from '../src/functions/histogram-quantile.ts';

const buckets = (...pairs: readonly (readonly [number, number])[]): readonly Bucket[] =>
  pairs.map(([upperBound, count]) => ({ upperBound, count }));
const usual = buckets([0.1, 50], [0.5, 90], [1, 100], [Infinity, 100]);

test.each<[string, number, readonly Bucket[], number]>([
  // rank 75 lies in (0.1, 0.5]: 0.1 + 0.4 * (75 - 50) / 40
  ['inside a bucket', 0.75, usual, 0.35],
  ['in the first bucket, from zero', 0.25, usual, 0.05],
  ['on a bound', 0.9, usual, 0.5],
  ['the whole', 1, usual, 1],
  ['nothing', 0, usual, 0],
  ['below 0', -0.1, usual, -Infinity],
  ['above 1', 1.1, usual, Infinity],
  ['NaN', NaN, usual, NaN],
  ['in +Inf: the highest finite bound', 0.99, buckets([0.1, 1], [1, 2], [Infinity, 100]), 1],
  ['no +Inf bucket', 0.5, buckets([0.1, 1], [1, 2]), NaN],
  ['only +Inf', 0.5, buckets([Infinity, 10]), NaN],
  ['no observations', 0.5, buckets([1, 0], [Infinity, 0]), NaN],
  ['no buckets', 0.5, [], NaN],
  ['first bound not above zero', 0.1, buckets([-1, 50], [1, 100], [Infinity, 100]), -1],
  ['across zero', 0.75, buckets([-1, 50], [1, 100], [Infinity, 100]), 0],
  ['any order', 0.75, [...usual].reverse(), 0.35],
  ['equal bounds are added', 0.5, buckets([1, 5], [1, 5], [Infinity, 5], [Infinity, 5]), 0.5],
  ['not monotonic', 0.5, buckets([1, 10], [2, 8], [Infinity, 10]), 0.5],
])('%s', (_, q, given, expected) => {
  const found = bucketQuantile(q, given);
  if (Number.isFinite(expected)) expect(found).toBeCloseTo(expected, 12);
  else expect(found).toBe(expected);
});

test('buckets are grouped by their other labels; ill bounds are left out', () => {
  const store = storeOf(1000, [
    'd_bucket{le="0.1", r="a"} 50',
    'd_bucket{le="1", r="a"} 100',
    'd_bucket{le="+Inf", r="a"} 100',
    'd_bucket{le="ill", r="a"} 7',
    'd_bucket{r="a"} 7',
    'd_bucket{le="1", r="b"} 1',
    'd_bucket{le="+Inf", r="b"} 1',
  ]);
  expect(at(store, 'histogram_quantile(0.5, d_bucket)', 0)).toEqual({
    '{r="a"}': 0.1,
    '{r="b"}': 0.5,
  });
});
