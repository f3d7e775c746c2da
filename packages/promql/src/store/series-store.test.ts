import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { makeLabels, METRIC_NAME, type Labels } from '../labels/labels.ts';
import { OpenChunk } from './chunk.ts';
import { createSeries } from './series.ts';
import { createSeriesStore } from './series-store.ts';

const x: Labels = makeLabels([[METRIC_NAME, 'x']]);
const named = (name: string, labels: Record<string, string> = {}): Labels =>
  makeLabels([[METRIC_NAME, name], ...Object.entries(labels)]);

const samples = fc
  .array(
    fc.record({
      gap: fc.integer({ min: 1, max: 20_000 }),
      value: fc.oneof(fc.double(), fc.integer(), fc.constantFrom(0, -0, NaN, Infinity, 1)),
      stale: fc.boolean(),
    }),
    { maxLength: 400 },
  )
  .map((list) => {
    let time = 1_700_000_000_000;
    return list.map(({ gap, value, stale }) => ({ time: (time += gap), value, stale }));
  });

test('what goes into a series comes out, bit by bit', () => {
  fc.assert(
    fc.property(samples, (given) => {
      const series = createSeries(x);
      for (const { time, value, stale } of given)
        expect(series.append(time, value, stale)).toBe(true);
      const kept = given.filter((each) => !each.stale);
      const found = series.between(-Infinity, Infinity);
      expect(found.timestamps).toEqual(kept.map((each) => each.time));
      expect(found.values.every((value, i) => Object.is(value, kept[i]?.value))).toBe(true);
      expect(series.size().samples).toBe(given.length);
    }),
    { numRuns: 60 },
  );
});

test('at and between agree with a plain search', () => {
  const queries = fc.tuple(
    samples,
    fc.integer({ min: -10, max: 500_000 }),
    fc.integer({ min: 1, max: 100_000 }),
  );
  fc.assert(
    fc.property(queries, ([given, offset, width]) => {
      const series = createSeries(x);
      for (const { time, value, stale } of given) series.append(time, value, stale);
      const until = 1_700_000_000_000 + offset;
      const inside = given.filter((each) => each.time > until - width && each.time <= until);
      const last = inside.at(-1);
      const expected = last === undefined || last.stale ? undefined : last.time;
      expect(series.at(until, width)?.timeMs).toBe(expected);
      expect(series.between(until - width, until).timestamps).toEqual(
        inside.filter((each) => !each.stale).map((each) => each.time),
      );
    }),
    { numRuns: 100 },
  );
});

test('chunks are full at 240 samples, and small once sealed', () => {
  const chunk = new OpenChunk(0);
  for (let i = 0; i < 240; i += 1) expect(chunk.append(i * 15_000, 7, false)).toBe(true);
  expect(chunk.append(9_999_999, 7, false)).toBe(false);
  const sealed = chunk.seal();
  expect([sealed.count, sealed.valueAt(239), sealed.timeAt(239)]).toEqual([240, 7, 3_585_000]);
  expect(sealed.bytes).toBeLessThan(chunk.bytes / 1.5);
  expect(new OpenChunk(0).append(2 ** 32, 1, false)).toBe(false);
});

test('select finds by name and by other labels', () => {
  const store = createSeriesStore({ retentionMs: 1e9, maxSeries: 10, now: () => 0 });
  store.append(named('a', { k: '1' }), 0, 1);
  store.append(named('a', { k: '2' }), 0, 1);
  store.append(named('b', { k: '1' }), 0, 1);
  const select = (...matchers: Parameters<typeof store.select>[0]): number =>
    store.select(matchers).length;
  expect(select({ name: METRIC_NAME, operator: '=', value: 'a' })).toBe(2);
  expect(select({ name: 'k', operator: '=', value: '1' })).toBe(2);
  expect(select({ name: 'none', operator: '=', value: '' })).toBe(3);
  expect(select({ name: METRIC_NAME, operator: '=', value: 'z' })).toBe(0);
  expect(select({ name: 'constructor', operator: '=~', value: '.+' })).toBe(0);
});

test('a full store refuses new series and keeps the old ones', () => {
  const store = createSeriesStore({ retentionMs: 1e9, maxSeries: 1, now: () => 0 });
  expect(store.append(named('a'), 0, 1)).toBe('stored');
  expect(store.append(named('b'), 0, 1)).toBe('too-many-series');
  expect(store.append(named('a'), 1, 1)).toBe('stored');
  expect(store.append(named('a'), 1, 2)).toBe('out-of-order');
  expect(store.markStale(named('never'), 0)).toBe('stored');
  expect(store.stats()).toMatchObject({ series: 1, samples: 2 });
});

test('what is older than the retention goes, series and all', () => {
  let now = 0;
  const store = createSeriesStore({ retentionMs: 3_600_000, maxSeries: 10, now: () => now });
  for (; now < 4 * 3_600_000; now += 15_000) {
    store.append(named('live'), now, now);
    if (now < 3_600_000) store.append(named('dead'), now, now);
  }
  expect(store.append(named('late'), now - 3_600_001, 1)).toBe('too-old');
  const [live, ...others] = store.select([{ name: METRIC_NAME, operator: '!=', value: '' }]);
  expect(others).toEqual([]);
  const kept = live?.between(-Infinity, Infinity).timestamps ?? [];
  expect(kept.length).toBeGreaterThanOrEqual(240);
  expect(kept.length).toBeLessThanOrEqual(240 + 241);
});

test('a day of an idle service takes few bytes a sample', () => {
  let now = 0;
  const store = createSeriesStore({ retentionMs: 86_400_000, maxSeries: 200, now: () => now });
  const series = Array.from({ length: 50 }, (_, i) => named(`m${i % 5}`, { id: String(i) }));
  for (; now < 86_400_000; now += 15_000) {
    for (const [i, labels] of series.entries()) {
      store.append(labels, now, i % 3 === 0 ? 0 : i % 3 === 1 ? now / 15_000 : Math.sin(now + i));
    }
  }
  const { bytesPerSample, samples } = store.stats();
  expect(samples).toBe(50 * 5760);
  expect(bytesPerSample).toBeLessThan(12);
});
