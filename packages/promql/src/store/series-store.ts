import { labelsKey, METRIC_NAME, type Labels } from '../labels/labels.ts';
import { compileMatchers, type Matcher } from '../labels/matcher.ts';
import { createSeries, type Series, type SeriesView } from './series.ts';

/** Why a sample was not kept. */
export type AppendResult = 'stored' | 'out-of-order' | 'too-many-series' | 'too-old';

/** How much a store holds; bytes are an estimate of samples and labels together. */
export interface StoreStats {
  readonly series: number;
  readonly samples: number;
  readonly bytes: number;
  readonly bytesPerSample: number;
}

/** What a query needs of a store. */
export interface SeriesSource {
  /** The series that match; at least one matcher should name the metric. */
  select(matchers: readonly Matcher[]): readonly SeriesView[];
}

/** An in-memory store of time series. */
export interface SeriesStore extends SeriesSource {
  append(labels: Labels, timeMs: number, value: number): AppendResult;
  /** Says that a series has ended: it is not seen at this time any more. */
  markStale(labels: Labels, timeMs: number): AppendResult;
  /** Drops what is older than the retention; also done now and then by `append`. */
  evict(): void;
  readonly stats: () => StoreStats;
}

/** How a store is bounded. */
export interface SeriesStoreOptions {
  readonly retentionMs: number;
  readonly maxSeries: number;
  /** Unix milliseconds. */
  readonly now: () => number;
}

const EVICT_EVERY_MS = 60_000;
/** What a series costs besides its samples, measured on Node 20: labels, closures, map entries. */
const SERIES_OVERHEAD = 2500;

/** Creates an empty store. */
export function createSeriesStore(options: SeriesStoreOptions): SeriesStore {
  const { retentionMs, maxSeries, now } = options;
  const byKey = new Map<string, Series>();
  const byName = new Map<string, Map<string, Series>>();
  const strings = createInterner();
  let evictedAt = now();

  const evict = (): void => {
    evictedAt = now();
    for (const [key, series] of byKey) {
      if (series.evict(evictedAt - retentionMs)) continue;
      byKey.delete(key);
      const name = series.labels[METRIC_NAME] ?? '';
      const named = byName.get(name);
      named?.delete(key);
      if (named?.size === 0) byName.delete(name);
    }
    strings.keep(byKey.values());
  };

  const seriesOf = (labels: Labels, key: string): Series | undefined => {
    // Once a second at most: a full store must not become a slow one.
    if (byKey.size >= maxSeries && now() - evictedAt >= 1000) evict();
    if (byKey.size >= maxSeries) return undefined;
    const series = createSeries(strings.intern(labels));
    const name = series.labels[METRIC_NAME] ?? '';
    byKey.set(key, series);
    const named = byName.get(name) ?? new Map<string, Series>();
    byName.set(name, named.set(key, series));
    return series;
  };

  const write = (labels: Labels, timeMs: number, value: number, stale: boolean): AppendResult => {
    if (now() - evictedAt >= EVICT_EVERY_MS) evict();
    if (timeMs < now() - retentionMs) return 'too-old';
    const key = labelsKey(labels);
    const known = byKey.get(key);
    // A marker for a series that was never seen would only take room.
    if (known === undefined && stale) return 'stored';
    const series = known ?? seriesOf(labels, key);
    if (series === undefined) return 'too-many-series';
    return series.append(timeMs, value, stale) ? 'stored' : 'out-of-order';
  };

  return {
    evict,
    append: (labels, timeMs, value) => write(labels, timeMs, value, false),
    markStale: (labels, timeMs) => write(labels, timeMs, NaN, true),
    select(matchers) {
      const test = compileMatchers(matchers);
      const name = matchers.find((each) => each.name === METRIC_NAME && each.operator === '=');
      const candidates = name === undefined ? byKey : byName.get(name.value);
      return [...(candidates?.values() ?? [])].filter((series) => test(series.labels));
    },
    stats: () => measure(byKey),
  };
}

function measure(byKey: ReadonlyMap<string, Series>): StoreStats {
  let samples = 0;
  let bytes = 0;
  for (const [key, series] of byKey) {
    const size = series.size();
    samples += size.samples;
    bytes += size.bytes + key.length + SERIES_OVERHEAD;
  }
  return {
    series: byKey.size,
    samples,
    bytes,
    bytesPerSample: samples === 0 ? 0 : bytes / samples,
  };
}

/** Keeps one copy of each label name and value, however many series have it. */
function createInterner(): {
  intern(labels: Labels): Labels;
  keep(series: Iterable<SeriesView>): void;
} {
  let known = new Map<string, string>();
  const one = (text: string): string => {
    const found = known.get(text);
    if (found === undefined) known.set(text, text);
    return found ?? text;
  };
  return {
    intern: (labels) =>
      Object.fromEntries(Object.entries(labels).map(([name, value]) => [one(name), one(value)])),
    keep(series) {
      known = new Map();
      for (const { labels } of series) {
        for (const text of Object.entries(labels).flat()) known.set(text, text);
      }
    },
  };
}
