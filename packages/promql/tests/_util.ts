import { formatLabels, makeLabels } from '../src/labels/labels.ts';
import { evaluateInstant, evaluateRange, type QueryRange } from '../src/eval/evaluate.ts';
import { createSeriesStore, type SeriesStore } from '../src/store/series-store.ts';
import { parseQuery } from '../src/syntax/parse-query.ts';

/**
 * A store filled in the notation of Prometheus' own tests: `name{a="b"} 1 2 _ stale 0+10x3`, one
 * sample a step from time 0.
 */
export function storeOf(stepMs: number, lines: readonly string[]): SeriesStore {
  const store = createSeriesStore({ retentionMs: Infinity, maxSeries: 1000, now: () => 0 });
  for (const line of lines) {
    const space = line.lastIndexOf('}') < 0 ? line.indexOf(' ') : line.lastIndexOf('}') + 1;
    const { root } = parseQuery(line.slice(0, space));
    const matchers = root.kind === 'vector-selector' ? root.matchers : [];
    const labels = makeLabels(matchers.map((each) => [each.name, each.value] as const));
    for (const [i, value] of expand(line.slice(space).trim()).entries()) {
      if (value === 'stale') store.markStale(labels, i * stepMs);
      else if (value !== undefined) store.append(labels, i * stepMs, value);
    }
  }
  return store;
}

function expand(text: string): readonly (number | 'stale' | undefined)[] {
  return text.split(/\s+/).flatMap((word): readonly (number | 'stale' | undefined)[] => {
    if (word === '_') return [undefined];
    if (word === 'stale') return ['stale'];
    const series = /^(-?[\d.]+)([+-][\d.]+)x(\d+)$/.exec(word);
    if (series === null) return [word === 'NaN' ? NaN : word === 'Inf' ? Infinity : Number(word)];
    const [, start, step, count] = series;
    return Array.from({ length: Number(count) + 1 }, (_, i) => Number(start) + i * Number(step));
  });
}

/** A query's result at a time as `labels → value`, in the result's order. */
export function at(store: SeriesStore, query: string, timeMs: number): unknown {
  const result = evaluateInstant(store, query, timeMs);
  if (result.type === 'vector') {
    return Object.fromEntries(
      result.samples.map((each) => [formatLabels(each.labels), each.value]),
    );
  }
  return result.type === 'matrix' ? result.series : result.value;
}

/** A range query's result as `labels → [time, value][]`. */
export function over(store: SeriesStore, query: string, range: QueryRange): unknown {
  return Object.fromEntries(
    evaluateRange(store, query, range).series.map(({ labels, timestamps, values }) => [
      formatLabels(labels),
      values.map((value, i) => [timestamps[i], value]),
    ]),
  );
}
