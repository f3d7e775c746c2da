import { PromqlError } from '../errors.ts';
import type { Labels } from '../labels/labels.ts';
import { rememberedKey } from '../labels/memo.ts';
import type { SeriesSource } from '../store/series-store.ts';
import { parseQuery, type Query } from '../syntax/parse-query.ts';
import { evaluateExpression, type Evaluation } from './evaluate-expression.ts';
import type { Value } from './value.ts';

/** How a query is bounded. */
export interface EvaluateOptions {
  /** How far an instant selector looks back; five minutes when absent. */
  readonly lookbackMs?: number;
  /** Samples that one query may read; 20 million when absent. */
  readonly maxSamples?: number;
}

/** The times of a range query, Unix milliseconds; both ends count. */
export interface QueryRange {
  readonly startMs: number;
  readonly endMs: number;
  readonly stepMs: number;
}

/** A series of a range query's result. */
export interface MatrixSeries {
  readonly labels: Labels;
  readonly timestamps: readonly number[];
  readonly values: readonly number[];
}

/** The result of a query. */
export type QueryResult =
  | { readonly type: 'scalar' | 'string'; readonly timeMs: number; readonly value: number | string }
  | {
      readonly type: 'vector';
      readonly timeMs: number;
      readonly samples: readonly { readonly labels: Labels; readonly value: number }[];
    }
  | { readonly type: 'matrix'; readonly series: readonly MatrixSeries[] };

const FIVE_MINUTES = 300_000;
const MAX_SAMPLES = 20_000_000;
/** Prometheus' own limit of points a series. */
const MAX_STEPS = 11_000;

/**
 * Evaluates a query at one time.
 *
 * @throws QueryError for a fault of the query, PromqlError `too-large` above the limits
 */
export function evaluateInstant(
  source: SeriesSource,
  query: Query | string,
  timeMs: number,
  options: EvaluateOptions = {},
): QueryResult {
  const parsed = typeof query === 'string' ? parseQuery(query) : query;
  const value = evaluateExpression(prepare(source, parsed, options), parsed.root, timeMs);
  switch (value.type) {
    case 'vector':
      return { type: 'vector', timeMs, samples: value.samples };
    case 'matrix':
      return { type: 'matrix', series: value.series };
    default:
      return { type: value.type, timeMs, value: value.value };
  }
}

/**
 * Evaluates a query at each step of a range; the result is always a matrix.
 *
 * @throws QueryError for a fault of the query, PromqlError `too-large` above the limits
 */
export function evaluateRange(
  source: SeriesSource,
  query: Query | string,
  range: QueryRange,
  options: EvaluateOptions = {},
): Extract<QueryResult, { type: 'matrix' }> {
  const parsed = typeof query === 'string' ? parseQuery(query) : query;
  const { startMs, endMs, stepMs } = range;
  if (!(stepMs > 0)) throw new PromqlError('too-large', 'The step must be longer than nothing.');
  if (endMs < startMs) throw new PromqlError('too-large', 'The range ends before it starts.');
  if ((endMs - startMs) / stepMs >= MAX_STEPS) {
    throw new PromqlError(
      'too-large',
      `The range has more than ${MAX_STEPS} steps; take a longer step.`,
    );
  }
  const evaluation = prepare(source, parsed, options);
  const series = new Map<string, { labels: Labels; timestamps: number[]; values: number[] }>();
  for (let timeMs = startMs; timeMs <= endMs; timeMs += stepMs) {
    for (const { labels, value } of samplesOf(
      evaluateExpression(evaluation, parsed.root, timeMs),
    )) {
      const key = rememberedKey(labels);
      const known = series.get(key) ?? { labels, timestamps: [], values: [] };
      known.timestamps.push(timeMs);
      known.values.push(value);
      series.set(key, known);
    }
  }
  const byKey = [...series].sort(([a], [b]) => (a < b ? -1 : 1));
  return { type: 'matrix', series: byKey.map(([, each]) => each) };
}

function samplesOf(value: Value): readonly { labels: Labels; value: number }[] {
  if (value.type === 'vector') return value.samples;
  if (value.type === 'scalar') return [{ labels: {}, value: value.value }];
  throw new PromqlError('execution', `A range query cannot have a ${value.type} as its result.`);
}

function prepare(source: SeriesSource, query: Query, options: EvaluateOptions): Evaluation {
  const { lookbackMs = FIVE_MINUTES, maxSamples = MAX_SAMPLES } = options;
  let read = 0;
  return {
    text: query.text,
    source,
    lookbackMs,
    selected: new Map(),
    count(samples) {
      read += samples;
      if (read > maxSamples) {
        throw new PromqlError('too-large', `The query reads more than ${maxSamples} samples.`);
      }
    },
  };
}
