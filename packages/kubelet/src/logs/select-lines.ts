/** One line of a log with its line feed and the time it was seen. */
export interface LogLine {
  readonly text: Buffer;
  readonly time: number | undefined;
  readonly complete: boolean;
}

/** Which lines are wanted. */
export interface LogSelection {
  readonly tailLines?: number;
  readonly sinceSeconds?: number;
  /** RFC 3339. */
  readonly sinceTime?: string;
}

/** Cuts bytes into lines; `timeOf` tells when the byte at an offset was seen. */
export function splitLines(
  bytes: Buffer,
  timeOf: (offset: number) => number | undefined,
): LogLine[] {
  const lines: LogLine[] = [];
  for (let start = 0; start < bytes.length;) {
    const end = bytes.indexOf(10, start);
    const next = end < 0 ? bytes.length : end + 1;
    lines.push({ text: bytes.subarray(start, next), time: timeOf(start), complete: end >= 0 });
    start = next;
  }
  return lines;
}

/** The lines that a selection asks for. */
export function selectLines(
  lines: readonly LogLine[],
  { tailLines, sinceSeconds, sinceTime }: LogSelection,
  now: number,
): readonly LogLine[] {
  const since =
    sinceSeconds === undefined
      ? Date.parse(sinceTime ?? '') || Number.NEGATIVE_INFINITY
      : now - sinceSeconds * 1000;
  const recent = lines.filter(({ time }) => time === undefined || time >= since);
  if (tailLines === undefined) return recent;
  return tailLines <= 0 ? [] : recent.slice(-tailLines);
}
