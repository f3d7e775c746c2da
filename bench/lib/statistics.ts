/** How several measurements of one thing are spread. */
export interface Spread {
  p50: number;
  min: number;
  max: number;
  runs: number[];
}

/** The median, by the mean of the middle two of an even number. Rounded to whole units. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}

/** Sums up measurements; rounded to whole units. */
export function spread(values: readonly number[]): Spread {
  return {
    p50: Math.round(median(values)),
    min: Math.round(Math.min(...values)),
    max: Math.round(Math.max(...values)),
    runs: values.map(Math.round),
  };
}
