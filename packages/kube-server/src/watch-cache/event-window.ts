import type { CacheEvent } from './entry.ts';

/** The last events of all resources, in revision order; what is older is forgotten. */
export class EventWindow {
  readonly #capacity: number;
  #events: CacheEvent[] = [];
  #start: number;

  /** `start` is the revision after which every event is known. */
  constructor(capacity: number, start: number) {
    this.#capacity = capacity;
    this.#start = start;
  }

  /** The oldest revision from which history is complete. */
  get start(): number {
    return this.#start;
  }

  push(events: readonly CacheEvent[]): void {
    for (const event of events) this.#events.push(event);
    // Trimmed in large steps: an array shift an event would cost more than the memory is worth.
    if (this.#events.length > this.#capacity * 1.25) {
      const removed = this.#events.splice(0, this.#events.length - this.#capacity);
      this.#start = removed.at(-1)?.rv ?? this.#start;
    }
  }

  /** Events after `rv`, oldest first; undefined when some of them are forgotten. */
  since(rv: number): CacheEvent[] | undefined {
    if (rv < this.#start) return undefined;
    return this.#events.slice(this.#indexAfter(rv));
  }

  #indexAfter(rv: number): number {
    let low = 0;
    let high = this.#events.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#events[middle]?.rv ?? 0) <= rv) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
