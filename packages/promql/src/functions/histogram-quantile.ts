import { dropLabels, labelsKey, METRIC_NAME, type Labels } from '../labels/labels.ts';
import { vector, type VectorSample } from '../eval/value.ts';
import { scalarArg, vectorArg, type FunctionDefinition } from './definition.ts';

/** A bucket of a classic histogram: how many observations were at most `upperBound`. */
export interface Bucket {
  readonly upperBound: number;
  readonly count: number;
}

const DROPPED: ReadonlySet<string> = new Set([METRIC_NAME, 'le']);

/** `histogram_quantile(q, buckets)` on classic histograms. */
export const histogramQuantile: FunctionDefinition = {
  args: ['scalar', 'vector'],
  returns: 'vector',
  evaluate(input) {
    const q = scalarArg(input, 0);
    const histograms = groupBuckets(vectorArg(input, 1));
    return vector(
      [...histograms.values()].map(({ labels, buckets }) => ({
        labels,
        value: bucketQuantile(q, buckets),
      })),
    );
  },
};

function groupBuckets(
  samples: readonly VectorSample[],
): ReadonlyMap<string, { labels: Labels; buckets: Bucket[] }> {
  const groups = new Map<string, { labels: Labels; buckets: Bucket[] }>();
  for (const { labels: all, value } of samples) {
    const upperBound = parseBound(all['le']);
    if (upperBound === undefined) continue;
    const labels = dropLabels(all, DROPPED);
    const key = labelsKey(labels);
    const group = groups.get(key) ?? { labels, buckets: [] };
    group.buckets.push({ upperBound, count: value });
    groups.set(key, group);
  }
  return groups;
}

function parseBound(le: string | undefined): number | undefined {
  if (le === undefined || le.trim() === '') return undefined;
  if (/^[+-]?inf$/i.test(le)) return le.startsWith('-') ? -Infinity : Infinity;
  const bound = Number(le);
  return Number.isNaN(bound) ? undefined : bound;
}

/**
 * The quantile of a histogram, interpolated linearly in its bucket, as `bucketQuantile` of
 * Prometheus (promql/quantile.go) does: NaN without a +Inf bucket, with fewer than two buckets or
 * without observations; the highest finite bound when it lies in the +Inf bucket.
 */
export function bucketQuantile(q: number, buckets: readonly Bucket[]): number {
  if (Number.isNaN(q)) return NaN;
  if (q < 0) return -Infinity;
  if (q > 1) return Infinity;
  const sorted = prepare(buckets);
  const last = sorted.at(-1);
  if (last === undefined || sorted.length < 2 || last.upperBound !== Infinity) return NaN;
  if (last.count === 0 || Number.isNaN(last.count)) return NaN;
  let rank = q * last.count;
  const found = sorted.findIndex((bucket, i) => i === sorted.length - 1 || bucket.count >= rank);
  const bucket = sorted[found] ?? last;
  const before = sorted[found - 1];
  if (found === sorted.length - 1) return before?.upperBound ?? NaN;
  if (before === undefined && bucket.upperBound <= 0) return bucket.upperBound;
  const start = before?.upperBound ?? 0;
  const below = before?.count ?? 0;
  rank -= below;
  return start + (bucket.upperBound - start) * (rank / (bucket.count - below));
}

/** In order, equal bounds added up, counts made monotonic (they are read at different moments). */
function prepare(buckets: readonly Bucket[]): readonly Bucket[] {
  const merged: Bucket[] = [];
  for (const bucket of [...buckets].sort((a, b) => compareBounds(a.upperBound, b.upperBound))) {
    const last = merged.at(-1);
    if (last?.upperBound === bucket.upperBound) {
      merged[merged.length - 1] = { ...last, count: last.count + bucket.count };
    } else {
      merged.push(bucket);
    }
  }
  let most = -Infinity;
  return merged.map(({ upperBound, count }) => {
    most = Math.max(most, count);
    return { upperBound, count: most };
  });
}

/** Infinity less Infinity is no order. */
function compareBounds(left: number, right: number): number {
  return left === right ? 0 : left - right;
}
