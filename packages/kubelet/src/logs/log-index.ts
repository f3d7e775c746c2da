/** From `offset` on, the bytes of a log were first seen at `time` (ms since the epoch). */
export interface IndexEntry {
  readonly offset: number;
  readonly time: number;
}

/** When the byte at an offset was first seen; the entries are in order. */
export function timeAt(entries: readonly IndexEntry[], offset: number): number | undefined {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((entries[middle]?.offset ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  return entries[Math.max(0, low - 1)]?.time;
}

/** One entry a line: `offset time`. */
export function formatEntry({ offset, time }: IndexEntry): string {
  return `${offset} ${time}\n`;
}

/** Reads an index; a half-written last line is left out. */
export function parseIndex(text: string): IndexEntry[] {
  const entries: IndexEntry[] = [];
  for (const match of text.matchAll(/^(\d+) (\d+)\n/gm)) {
    entries.push({ offset: Number(match[1]), time: Number(match[2]) });
  }
  return entries;
}
