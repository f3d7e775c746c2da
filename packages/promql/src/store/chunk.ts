/** Samples of one series over a stretch of time: appended to while open, compact once sealed. */
export interface Chunk {
  readonly count: number;
  readonly firstMs: number;
  readonly lastMs: number;
  readonly timeAt: (index: number) => number;
  readonly valueAt: (index: number) => number;
  readonly isStale: (index: number) => boolean;
  readonly bytes: number;
}

/** A chunk that takes more samples. */
export interface OpenChunk extends Chunk {
  /** False when it is full, or too far from its first sample: seal it and open another. */
  append(timeMs: number, value: number, stale: boolean): boolean;
  /** The same samples in the smallest form that holds them exactly. */
  seal(): Chunk;
}

const CAPACITY = 120;
const INITIAL = 8;
/** Times are kept as 32-bit offsets from the first one. */
const MAX_OFFSET = 2 ** 32 - 1;
/** Two typed arrays with their buffers, and the object itself. */
const OVERHEAD = 250;

type Values = Float64Array | Float32Array;

/** Opens a chunk for a series whose first sample has this time. */
export function openChunk(baseMs: number): OpenChunk {
  let times = new Uint32Array(INITIAL);
  let values = new Float64Array(INITIAL);
  const stale = new Set<number>();
  let count = 0;
  const grow = (): void => {
    const size = Math.min(CAPACITY, count * 2);
    const [moreTimes, moreValues] = [new Uint32Array(size), new Float64Array(size)];
    moreTimes.set(times);
    moreValues.set(values);
    [times, values] = [moreTimes, moreValues];
  };
  return {
    get count() {
      return count;
    },
    firstMs: baseMs,
    get lastMs() {
      return baseMs + (times[count - 1] ?? 0);
    },
    get bytes() {
      return OVERHEAD + times.byteLength + values.byteLength;
    },
    timeAt: (index) => baseMs + (times[index] ?? 0),
    valueAt: (index) => values[index] ?? NaN,
    isStale: (index) => stale.has(index),
    append(timeMs, value, isStale) {
      if (count === CAPACITY || timeMs - baseMs > MAX_OFFSET) return false;
      if (count === times.length) grow();
      times[count] = timeMs - baseMs;
      values[count] = value;
      if (isStale) stale.add(count);
      count += 1;
      return true;
    },
    seal: () => sealChunk(baseMs, times.slice(0, count), values.subarray(0, count), stale),
  };
}

function sealChunk(
  baseMs: number,
  times: Uint32Array,
  values: Float64Array,
  stale: ReadonlySet<number>,
): Chunk {
  const packed = pack(values);
  const constant = packed.length === 1;
  const marks = stale.size === 0 ? undefined : new Set(stale);
  return {
    count: times.length,
    firstMs: baseMs,
    lastMs: baseMs + (times.at(-1) ?? 0),
    bytes: OVERHEAD + times.byteLength + packed.byteLength,
    timeAt: (index) => baseMs + (times[index] ?? 0),
    valueAt: constant ? () => packed[0] ?? NaN : (index) => packed[index] ?? NaN,
    isStale: (index) => marks?.has(index) === true,
  };
}

/** One value when all are the same, 32-bit floats when they lose nothing, else a copy. */
function pack(values: Float64Array): Values {
  const first = values[0] ?? NaN;
  // Object.is, because -0 and NaN must come out as they went in.
  if (values.every((value) => Object.is(value, first))) return Float64Array.of(first);
  if (values.every((value) => Object.is(Math.fround(value), value)))
    return Float32Array.from(values);
  return values.slice();
}
