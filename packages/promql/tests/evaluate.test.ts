import { expect, test } from 'vitest';
import { at, over, storeOf } from './_util.ts';

const MINUTE = 60_000;
// Values are worked out by hand from Prometheus' documentation and promql/functions.go.
const store = storeOf(MINUTE, [
  'up{job="a", instance="1"} 1+0x10',
  'up{job="a", instance="2"} 0+0x10',
  'up{job="b", instance="3"} 1+0x10',
  'reqs{job="a", code="200"} 0+60x10',
  'reqs{job="a", code="500"} 0+6x10',
  'reqs{job="b", code="200"} 0+30x10',
  'limit{job="a"} 100+0x10',
  'limit{job="b"} 200+0x10',
  'gauge 5 3 8 -2 NaN 1 1 1 1 1 1',
]);

test.each<[string, unknown]>([
  [
    'up',
    {
      'up{instance="1", job="a"}': 1,
      'up{instance="2", job="a"}': 0,
      'up{instance="3", job="b"}': 1,
    },
  ],
  ['up{job="b"}', { 'up{instance="3", job="b"}': 1 }],
  ['up{job!="b", instance=~"1|9"}', { 'up{instance="1", job="a"}': 1 }],
  ['up{instance=~"[0-9]", instance!~"1|2"}', { 'up{instance="3", job="b"}': 1 }],
  ['up{job=~"a.+"}', {}],
  ['{__name__=~"lim.*", job="a"}', { 'limit{job="a"}': 100 }],
  ['reqs{code="500"} offset 5m', { 'reqs{code="500", job="a"}': 30 }],
  ['limit{missing=""}', { 'limit{job="a"}': 100, 'limit{job="b"}': 200 }],
  ['1 + 2 * 3 ^ 2 ^ 0', 7],
  ['-2 ^ 2', -4],
  ['2 - -2 ^ 2', 6],
  ['7 % 4 + -7 % 4', 0],
  ['1 / 0', Infinity],
  ['3 > bool 2', 1],
  ['5m + 1', 301],
  ['"text"', 'text'],
  ['time()', 600],
  ['vector(1) + time()', { '{}': 601 }],
  ['scalar(limit{job="a"})', 100],
  ['scalar(limit)', NaN],
  ['-limit{job="a"}', { '{job="a"}': -100 }],
  ['limit / 2', { '{job="a"}': 50, '{job="b"}': 100 }],
  ['limit > 100', { 'limit{job="b"}': 200 }],
  ['100 < limit', { 'limit{job="b"}': 200 }],
  ['limit > bool 100', { '{job="a"}': 0, '{job="b"}': 1 }],
  ['sum(up)', { '{}': 2 }],
  ['sum by (job) (up)', { '{job="a"}': 1, '{job="b"}': 1 }],
  ['sum(up) without (instance)', { '{job="a"}': 1, '{job="b"}': 1 }],
  ['avg by (job) (up)', { '{job="a"}': 0.5, '{job="b"}': 1 }],
  ['min(up) + max(up) * 10 + count(up) * 100', { '{}': 310 }],
  ['group(up)', { '{}': 1 }],
  ['topk(1, reqs)', { 'reqs{code="200", job="a"}': 600 }],
  [
    'bottomk by (job) (1, reqs)',
    { 'reqs{code="500", job="a"}': 60, 'reqs{code="200", job="b"}': 300 },
  ],
  ['quantile(0.5, limit)', { '{}': 150 }],
  ['quantile(2, limit)', { '{}': Infinity }],
  ['stddev(limit)', { '{}': 50 }],
  ['stdvar(limit)', { '{}': 2500 }],
  ['count_values("v", up)', { '{v="1"}': 2, '{v="0"}': 1 }],
  ['sum by (nothing) (up)', { '{}': 2 }],
  ['sum(missing)', {}],
  ['limit * on(job) sum by (job) (up)', { '{job="a"}': 100, '{job="b"}': 200 }],
  ['sum by (job) (reqs) / limit', { '{job="a"}': 6.6, '{job="b"}': 1.5 }],
  [
    'reqs / on(job) group_left limit',
    { '{code="200", job="a"}': 6, '{code="500", job="a"}': 0.6, '{code="200", job="b"}': 1.5 },
  ],
  ['limit / on(job) group_right reqs{code="500"}', { '{code="500", job="a"}': 100 / 60 }],
  [
    'up{job="b"} * on(job) group_left(code) reqs{job="b"}',
    { '{code="200", instance="3", job="b"}': 300 },
  ],
  [
    'reqs == ignoring(code) group_left sum by (job) (reqs{job="b"})',
    { 'reqs{code="200", job="b"}': 300 },
  ],
  ['limit and on(job) up{job="b"}', { 'limit{job="b"}': 200 }],
  ['limit unless on(job) up{job="b"}', { 'limit{job="a"}': 100 }],
  ['limit{job="a"} or up{job="b"}', { 'limit{job="a"}': 100, 'up{instance="3", job="b"}': 1 }],
  ['limit or on(job) up', { 'limit{job="a"}': 100, 'limit{job="b"}': 200 }],
  ['abs(-limit{job="a"})', { '{job="a"}': 100 }],
  ['ceil(vector(1.2)) + floor(vector(1.8)) * 10', { '{}': 12 }],
  ['round(vector(2.5))', { '{}': 3 }],
  ['round(vector(-2.5))', { '{}': -2 }],
  ['round(vector(17), 5)', { '{}': 15 }],
  ['clamp(limit, 120, 150)', { '{job="a"}': 120, '{job="b"}': 150 }],
  ['clamp(limit, 5, 1)', {}],
  ['clamp_min(limit, 150)', { '{job="a"}': 150, '{job="b"}': 200 }],
  ['clamp_max(limit, 150)', { '{job="a"}': 100, '{job="b"}': 150 }],
  ['absent(up)', {}],
  ['absent(nope{a="b", c=~"d", e="f", e!="g"})', { '{a="b"}': 1 }],
  ['absent(sum(nope))', { '{}': 1 }],
  ['absent_over_time(nope{a="b"}[5m])', { '{a="b"}': 1 }],
  ['absent_over_time(up[5m])', {}],
  ['sort(limit)', { 'limit{job="a"}': 100, 'limit{job="b"}': 200 }],
  [
    'label_replace(limit, "short", "$1-${n}$$", "job", "(?P<n>a)")',
    { 'limit{job="a", short="a-a$"}': 100, 'limit{job="b"}': 200 },
  ],
  ['label_replace(limit{job="a"}, "job", "", "job", ".*")', { limit: 100 }],
  ['sum_over_time(gauge[11m])', { '{}': NaN }],
  ['max_over_time(gauge[11m])', { '{}': 8 }],
  ['min_over_time(gauge[11m])', { '{}': -2 }],
  ['avg_over_time(gauge[2m])', { '{}': 1 }],
  ['count_over_time(gauge[11m])', { '{}': 11 }],
  ['last_over_time(gauge[11m])', { gauge: 1 }],
  ['quantile_over_time(0.5, gauge[3m] offset 7m)', { '{}': 3 }],
  ['stddev_over_time(gauge[2m] offset 8m)', { '{}': 2.5 }],
  ['changes(gauge[11m])', { '{}': 5 }],
  ['resets(reqs{code="500"}[11m])', { '{code="500", job="a"}': 0 }],
  ['delta(gauge[2m] offset 8m)', { '{}': 10 }],
])('%s', (query, expected) => {
  expect(at(store, query, 10 * MINUTE)).toEqual(expected);
});

test('ranges are open at their start, as in Prometheus 3', () => {
  expect(at(store, 'count_over_time(gauge[2m])', 10 * MINUTE)).toEqual({ '{}': 2 });
  expect(at(store, 'gauge', 15 * MINUTE - 1)).toEqual({ gauge: 1 });
  expect(at(store, 'gauge', 15 * MINUTE)).toEqual({});
});

test('a stale series is gone at once, and comes back', () => {
  const gone = storeOf(MINUTE, ['x 1 stale 3 _ 5']);
  expect(over(gone, 'x', { startMs: 0, endMs: 4 * MINUTE, stepMs: MINUTE })).toEqual({
    x: [
      [0, 1],
      [2 * MINUTE, 3],
      [3 * MINUTE, 3],
      [4 * MINUTE, 5],
    ],
  });
  expect(at(gone, 'count_over_time(x[10m])', 4 * MINUTE)).toEqual({ '{}': 3 });
});

test('range queries evaluate each step and are always a matrix', () => {
  const range = { startMs: 0, endMs: 2 * MINUTE, stepMs: MINUTE };
  expect(over(store, 'time()', range)).toEqual({
    '{}': [
      [0, 0],
      [MINUTE, 60],
      [2 * MINUTE, 120],
    ],
  });
  expect(over(store, 'limit{job="a"} > 100', range)).toEqual({});
  expect(() => over(store, '"a"', range)).toThrow('string');
  expect(() => over(store, 'up', { ...range, stepMs: 0 })).toThrow('step');
  expect(() => over(store, 'up', { ...range, stepMs: 1 })).toThrow('11000');
  expect(() => over(store, 'up', { ...range, endMs: -1 })).toThrow('ends before');
});

test.each([
  ['up + on(job) up', 'Found duplicate series on the right side'],
  ['up + on(job) limit', 'many-to-one matching must be explicit'],
  ['limit + on(job) group_left up', 'must be unique on one side'],
  ['sum by (job) (reqs) == ignoring(job) sum by (job) (limit)', 'duplicate'],
  ['rate({__name__=~"up|limit", job="a", instance=~"1|"}[5m]) + 1', ''],
  ['label_replace(limit, "job", "x", "job", ".*")', 'twice'],
  ['label_replace(limit, "9", "x", "job", ".*")', 'not a name'],
  ['label_replace(limit, "a", "x", "job", "(")', 'RE2'],
])('%s fails in its evaluation', (query, message) => {
  if (message === '') {
    expect(at(store, query, 10 * MINUTE)).toBeTypeOf('object');
    return;
  }
  expect(() => at(store, query, 10 * MINUTE)).toThrow(
    expect.objectContaining({ code: 'execution', message: expect.stringContaining(message) }),
  );
});
