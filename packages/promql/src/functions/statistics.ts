/** Sum with Neumaier's compensation, as Prometheus adds up. */
export function sum(values: readonly number[]): number {
  let total = 0;
  let lost = 0;
  for (const value of values) {
    const next = total + value;
    // Infinity less itself would make the correction NaN.
    if (!Number.isFinite(next)) lost = 0;
    else lost += Math.abs(total) >= Math.abs(value) ? total - next + value : value - next + total;
    total = next;
  }
  return Number.isFinite(total) ? total + lost : total;
}

/** Arithmetic mean; NaN of nothing. */
export function mean(values: readonly number[]): number {
  const total = sum(values);
  if (Number.isFinite(total) || !values.every(Number.isFinite)) return total / values.length;
  // The sum is too large for a number though the mean is not.
  return sum(values.map((value) => value / values.length));
}

/** Least value; NaN only when all are. */
export function minimum(values: readonly number[]): number {
  return values.reduce(
    (least, value) => (value < least || Number.isNaN(least) ? value : least),
    NaN,
  );
}

/** Greatest value; NaN only when all are. */
export function maximum(values: readonly number[]): number {
  return values.reduce((most, value) => (value > most || Number.isNaN(most) ? value : most), NaN);
}

/** Population variance. */
export function variance(values: readonly number[]): number {
  const middle = mean(values);
  return mean(values.map((value) => (value - middle) ** 2));
}

/** Quantile with linear interpolation; outside of 0 to 1 it is an infinity. */
export function quantile(q: number, values: readonly number[]): number {
  if (values.length === 0 || Number.isNaN(q)) return NaN;
  if (q < 0) return -Infinity;
  if (q > 1) return Infinity;
  // NaN sorts first, as in Prometheus.
  const sorted = [...values].sort((a, b) => (Number.isNaN(a) ? -1 : Number.isNaN(b) ? 1 : a - b));
  const rank = q * (sorted.length - 1);
  const lower = Math.max(0, Math.floor(rank));
  const upper = Math.min(sorted.length - 1, lower + 1);
  const weight = rank - Math.floor(rank);
  return (sorted[lower] ?? NaN) * (1 - weight) + (sorted[upper] ?? NaN) * weight;
}
