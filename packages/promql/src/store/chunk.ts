/** Samples of one series over a stretch of time. */
export interface Chunk {
  readonly count: number;
  readonly firstMs: number;
  readonly lastMs: number;
  timeAt(index: number): number;
  valueAt(index: number): number;
  isStale(index: number): boolean;
  /** What it takes of memory, about. */
  readonly bytes: number;
}

const CAPACITY = 240;
const INITIAL = 8;
/** Times are kept as 32-bit offsets from the first one. */
const MAX_OFFSET = 2 ** 32 - 1;
/** An object and its typed arrays with their buffers, measured on Node 20. */
const OBJECT_BYTES = 120;
const ARRAY_BYTES = 260;

/**
 * A chunk that takes more samples. A class, as the sealed one below: a store holds many thousands
 * of them, and methods on a prototype take no room in each.
 */
export class OpenChunk implements Chunk {
  readonly firstMs: number;
  count = 0;
  #times = new Uint32Array(INITIAL);
  #values = new Float64Array(INITIAL);
  #stale: Set<number> | undefined;

  constructor(firstMs: number) {
    this.firstMs = firstMs;
  }

  get lastMs(): number {
    return this.timeAt(this.count - 1);
  }

  get bytes(): number {
    return OBJECT_BYTES + 2 * ARRAY_BYTES + this.#times.byteLength + this.#values.byteLength;
  }

  timeAt(index: number): number {
    return this.firstMs + (this.#times[index] ?? 0);
  }

  valueAt(index: number): number {
    return this.#values[index] ?? NaN;
  }

  isStale(index: number): boolean {
    return this.#stale?.has(index) === true;
  }

  /** False when it is full, or too far from its first sample: seal it and open another. */
  append(timeMs: number, value: number, stale: boolean): boolean {
    if (this.count === CAPACITY || timeMs - this.firstMs > MAX_OFFSET) return false;
    if (this.count === this.#times.length) this.#grow();
    this.#times[this.count] = timeMs - this.firstMs;
    this.#values[this.count] = value;
    if (stale) this.#stale = (this.#stale ?? new Set()).add(this.count);
    this.count += 1;
    return true;
  }

  /** The same samples in the smallest form that holds them exactly. */
  seal(): Chunk {
    const times = this.#times.slice(0, this.count);
    return new SealedChunk(
      this.firstMs,
      times,
      pack(this.#values.subarray(0, this.count)),
      this.#stale,
    );
  }

  #grow(): void {
    const size = Math.min(CAPACITY, this.count * 2);
    const [times, values] = [new Uint32Array(size), new Float64Array(size)];
    times.set(this.#times);
    values.set(this.#values);
    [this.#times, this.#values] = [times, values];
  }
}

type Packed = number | Float32Array | Float64Array;

class SealedChunk implements Chunk {
  readonly firstMs: number;
  readonly #times: Uint32Array;
  readonly #values: Packed;
  readonly #stale: ReadonlySet<number> | undefined;

  constructor(
    firstMs: number,
    times: Uint32Array,
    values: Packed,
    stale: ReadonlySet<number> | undefined,
  ) {
    this.firstMs = firstMs;
    this.#times = times;
    this.#values = values;
    this.#stale = stale;
  }

  get count(): number {
    return this.#times.length;
  }

  get lastMs(): number {
    return this.timeAt(this.count - 1);
  }

  get bytes(): number {
    const values = typeof this.#values === 'number' ? 16 : ARRAY_BYTES + this.#values.byteLength;
    return OBJECT_BYTES + ARRAY_BYTES + this.#times.byteLength + values;
  }

  timeAt(index: number): number {
    return this.firstMs + (this.#times[index] ?? 0);
  }

  valueAt(index: number): number {
    return typeof this.#values === 'number' ? this.#values : (this.#values[index] ?? NaN);
  }

  isStale(index: number): boolean {
    return this.#stale?.has(index) === true;
  }
}

/** One number when all are the same, 32-bit floats when they lose nothing, else a copy. */
function pack(values: Float64Array): Packed {
  const first = values[0] ?? NaN;
  // Object.is, because -0 and NaN must come out as they went in.
  if (values.every((value) => Object.is(value, first))) return first;
  if (values.every((value) => Object.is(Math.fround(value), value))) {
    return Float32Array.from(values);
  }
  return values.slice();
}
