/** The SVG path of a small curve; gaps where there is no value. */
export function sparkPath(
  values: readonly (number | null)[],
  box: { width: number; height: number; top: number },
): string {
  const step = values.length > 1 ? box.width / (values.length - 1) : 0;
  let pen = false;
  let path = '';
  for (const [index, value] of values.entries()) {
    if (value === null) {
      pen = false;
      continue;
    }
    const y = box.height - 1 - (value / box.top) * (box.height - 2);
    path += `${pen ? 'L' : 'M'}${trim(index * step)} ${trim(y)}`;
    pen = true;
  }
  return path;
}

function trim(value: number): string {
  return String(Number(value.toFixed(1)));
}

/** Several series as one, value by value; null where none has a value. */
export function sumSeries(series: readonly (readonly (number | null)[])[]): (number | null)[] {
  const length = Math.max(0, ...series.map((one) => one.length));
  return Array.from({ length }, (_, index) =>
    series.reduce<number | null>((sum, one) => {
      const value = one[index] ?? null;
      return value === null ? sum : (sum ?? 0) + value;
    }, null),
  );
}
