import type { RangeFunction } from './definition.ts';

/** Whether the samples are a counter (which only falls when it is reset) and a rate is asked. */
interface RateKind {
  readonly counter: boolean;
  readonly perSecond: boolean;
}

/**
 * `rate`, `increase` and `delta`: the change from the first to the last sample, extrapolated to the
 * bounds of the range. Follows `extrapolatedRate` of Prometheus 3 (promql/functions.go): an end that
 * is nearer than 1.1 average distances is reached whole, a farther one by half a distance, and a
 * counter is never extrapolated below zero.
 */
export function extrapolated({ counter, perSecond }: RateKind): RangeFunction {
  return ({ timestamps, values }, { startMs, endMs }) => {
    const count = values.length;
    const [first = NaN, firstMs = NaN] = [values[0], timestamps[0]];
    const lastMs = timestamps.at(-1) ?? NaN;
    if (count < 2) return undefined;
    const change = (values.at(-1) ?? NaN) - first + (counter ? resetsSum(values) : 0);
    const sampled = (lastMs - firstMs) / 1000;
    const average = sampled / (count - 1);
    const threshold = average * 1.1;
    let toStart = (firstMs - startMs) / 1000;
    if (toStart >= threshold) toStart = average / 2;
    if (counter && change > 0 && first >= 0)
      toStart = Math.min(toStart, sampled * (first / change));
    let toEnd = (endMs - lastMs) / 1000;
    if (toEnd >= threshold) toEnd = average / 2;
    const factor = (sampled + toStart + toEnd) / sampled;
    return (change * factor) / (perSecond ? (endMs - startMs) / 1000 : 1);
  };
}

/** What a counter had reached before each of its resets. */
function resetsSum(values: readonly number[]): number {
  let sum = 0;
  for (let i = 1; i < values.length; i += 1) {
    const before = values[i - 1] ?? 0;
    if ((values[i] ?? 0) < before) sum += before;
  }
  return sum;
}

/** `irate` and `idelta`: the change between the last two samples. */
export function instantaneous({ counter, perSecond }: RateKind): RangeFunction {
  return ({ timestamps, values }) => {
    const [before, last] = values.slice(-2);
    const [beforeMs = 0, lastMs = 0] = timestamps.slice(-2);
    if (before === undefined || last === undefined || lastMs === beforeMs) return undefined;
    const change = counter && last < before ? last : last - before;
    return perSecond ? change / ((lastMs - beforeMs) / 1000) : change;
  };
}
