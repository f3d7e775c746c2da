import type { Labels } from '../labels/labels.ts';
import { OpenChunk, type Chunk } from './chunk.ts';

/** Samples in order of time; staleness markers are left out. */
export interface Samples {
  /** Unix milliseconds. */
  readonly timestamps: readonly number[];
  readonly values: readonly number[];
}

/** What a query sees of a series. */
export interface SeriesView {
  readonly labels: Labels;
  /** The latest sample in (timeMs - lookbackMs, timeMs], unless a staleness marker follows it. */
  readonly at: (
    timeMs: number,
    lookbackMs: number,
  ) => { timeMs: number; value: number } | undefined;
  /** All samples in (afterMs, untilMs]. */
  readonly between: (afterMs: number, untilMs: number) => Samples;
}

/** A series that takes samples. */
export interface Series extends SeriesView {
  /** False when the time is not after the last one. */
  append(timeMs: number, value: number, stale: boolean): boolean;
  /** Drops chunks that ended before; answers whether anything is left. */
  evict(beforeMs: number): boolean;
  readonly lastMs: () => number;
  readonly size: () => { readonly samples: number; readonly bytes: number };
}

/** Creates an empty series. */
export function createSeries(labels: Labels): Series {
  let chunks: readonly Chunk[] = [];
  // Always the last of the chunks.
  let open: OpenChunk | undefined;
  const lastMs = (): number => chunks.at(-1)?.lastMs ?? -Infinity;
  return {
    labels,
    lastMs,
    append(timeMs, value, stale) {
      if (timeMs <= lastMs()) return false;
      if (open?.append(timeMs, value, stale) === true) return true;
      const sealed = open === undefined ? chunks : [...chunks.slice(0, -1), open.seal()];
      open = new OpenChunk(timeMs);
      chunks = [...sealed, open];
      return open.append(timeMs, value, stale);
    },
    evict(beforeMs) {
      if (chunks.some((chunk) => chunk.lastMs < beforeMs)) {
        chunks = chunks.filter((chunk) => chunk.lastMs >= beforeMs);
        if (chunks.length === 0) open = undefined;
      }
      return chunks.length > 0;
    },
    size() {
      let samples = 0;
      let bytes = 0;
      for (const chunk of chunks) {
        samples += chunk.count;
        bytes += chunk.bytes;
      }
      return { samples, bytes };
    },
    at: (timeMs, lookbackMs) => latest(chunks, timeMs, lookbackMs),
    between: (afterMs, untilMs) => collect(chunks, afterMs, untilMs),
  };
}

function latest(
  chunks: readonly Chunk[],
  timeMs: number,
  lookbackMs: number,
): { timeMs: number; value: number } | undefined {
  const chunk = chunks.findLast((each) => each.firstMs <= timeMs);
  if (chunk === undefined) return undefined;
  const index = firstAfter(chunk, timeMs) - 1;
  const found = chunk.timeAt(index);
  if (found <= timeMs - lookbackMs || chunk.isStale(index)) return undefined;
  return { timeMs: found, value: chunk.valueAt(index) };
}

function collect(chunks: readonly Chunk[], afterMs: number, untilMs: number): Samples {
  const timestamps: number[] = [];
  const values: number[] = [];
  for (const chunk of chunks) {
    if (chunk.lastMs <= afterMs || chunk.firstMs > untilMs) continue;
    for (let i = firstAfter(chunk, afterMs); i < chunk.count; i += 1) {
      const time = chunk.timeAt(i);
      if (time > untilMs) break;
      if (chunk.isStale(i)) continue;
      timestamps.push(time);
      values.push(chunk.valueAt(i));
    }
  }
  return { timestamps, values };
}

/** Index of the first sample after a time; `count` when there is none. */
function firstAfter(chunk: Chunk, timeMs: number): number {
  let low = 0;
  let high = chunk.count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (chunk.timeAt(middle) <= timeMs) low = middle + 1;
    else high = middle;
  }
  return low;
}
