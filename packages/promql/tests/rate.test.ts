import { expect, test } from 'vitest';
import { at, storeOf } from './_util.ts';

const S = 1000;

// Samples every 10 s from 0. For [40s] at 50 s the samples are those of 20, 30, 40 and 50 s.
const store = storeOf(10 * S, [
  'steady 0+10x10',
  'high 1000+10x10',
  'reset 0 10 20 30 5 15 25',
  'twice 0 50 10 40 5 5 5',
  'flat 7+0x10',
  'single 1',
  'gap 0 10 _ _ _ _ 60 70',
  'falling 100-10x10',
]);

function value(query: string, timeMs: number): unknown {
  const result = at(store, query, timeMs);
  return typeof result === 'object' && result !== null ? Object.values(result)[0] : result;
}

test.each<[string, number, number | undefined]>([
  // 4 samples over 30 s, change 30; start 10 s before the first (below 11 s), end on the last:
  // 30 * (30 + 10 + 0) / 30 = 40.
  ['increase(steady[40s])', 50 * S, 40],
  ['rate(steady[40s])', 50 * S, 1],
  ['increase(high[40s])', 50 * S, 40],
  // 0, 10 and 20 s with 5 s to each side: 20 * (20 + 5 + 5) / 20, over 30 s.
  ['rate(high[30s])', 25 * S, 1],
  // 40 and 50 s, 5 s after the start and none to the end: 10 * (10 + 5 + 0) / 10, over 15 s.
  ['rate(high[15s])', 50 * S, 1],
  // At 20 s the samples of 0, 10, 20 are in the range; the counter was 0 at its first sample, so
  // nothing is added before it: 20 * (20 + 0 + 0) / 20.
  ['increase(steady[40s])', 20 * S, 20],
  // The same with a counter that began high: 20 s before the first sample is above 11 s, so half
  // of a distance is added: 20 * (20 + 5) / 20.
  ['increase(high[40s])', 20 * S, 25],
  // 20 30 5 15: 15 - 20 + 30 = 25 over 30 s; zero is reached 30 * 20 / 25 = 24 s before, so the
  // 10 s to the start are taken: 25 * 40 / 30.
  ['increase(reset[40s])', 50 * S, (25 * 40) / 30],
  // 0 50 10 40 5 5 5 in whole: 5 - 0 + 50 + 40 = 95, begins at 0.
  ['increase(twice[100s])', 60 * S, 95],
  ['increase(flat[40s])', 50 * S, 0],
  ['rate(single[40s])', 0, undefined],
  ['rate(single[40s])', 10 * S, undefined],
  ['rate(missing[40s])', 0, undefined],
  ['irate(steady[40s])', 50 * S, 1],
  ['irate(reset[40s])', 40 * S, 0.5],
  ['idelta(reset[40s])', 40 * S, -25],
  // A gauge may fall, and is extrapolated below any value: -30 * 40 / 30.
  ['delta(falling[40s])', 50 * S, -40],
  // 0 10 _ _ _ _ 60 70: average distance 70 / 3 s, range (−10, 70]; begins at zero.
  ['increase(gap[80s])', 70 * S, 70],
])('%s at %i ms is %s', (query, timeMs, expected) => {
  const found = value(query, timeMs);
  if (expected === undefined) expect(found).toBeUndefined();
  else expect(found).toBeCloseTo(expected, 10);
});

test('sum by of rates is what the first dashboard asks', () => {
  const requests = storeOf(15 * S, [
    'http_requests_total{route="/a", code="200"} 100+30x20',
    'http_requests_total{route="/a", code="500"} 100+3x20',
    'http_requests_total{route="/b", code="200"} 100+15x20',
  ]);
  expect(at(requests, 'sum by (route) (rate(http_requests_total[1m]))', 300 * S)).toEqual({
    '{route="/a"}': 2.2,
    '{route="/b"}': 1,
  });
  expect(
    at(
      requests,
      'sum(rate(http_requests_total{code=~"5.."}[1m])) / sum(rate(http_requests_total[1m]))',
      300 * S,
    ),
  ).toEqual({ '{}': expect.closeTo(0.0625, 10) });
});
