import type { KubeObject } from '@fairway/kube';

/** One event for one watcher, in the version that it asked for. */
export interface FeedEvent {
  type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';
  object: KubeObject;
  /** The object's bytes when they are at hand. */
  json: Buffer | undefined;
}

/** The events of one watch: batches in revision order, until it is closed from either side. */
export class WatchFeed implements AsyncIterable<FeedEvent[]> {
  #queue: FeedEvent[] = [];
  #wake: (() => void) | undefined;
  #closed = false;
  #onClose: (() => void)[] = [];

  /** True once `close` was called; what is queued can still be read. */
  get closed(): boolean {
    return this.#closed;
  }

  /** Number of events that wait to be read. */
  get backlog(): number {
    return this.#queue.length;
  }

  push(events: readonly FeedEvent[]): void {
    if (this.#closed || events.length === 0) return;
    for (const event of events) this.#queue.push(event);
    this.#wake?.();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const callback of this.#onClose) callback();
    this.#wake?.();
  }

  /** Calls back once, when the feed closes (at once if it has). */
  onClose(callback: () => void): void {
    if (this.#closed) callback();
    else this.#onClose.push(callback);
  }

  async *[Symbol.asyncIterator](): AsyncIterator<FeedEvent[]> {
    try {
      for (;;) {
        if (this.#queue.length > 0) {
          const batch = this.#queue;
          this.#queue = [];
          yield batch;
        } else if (this.#closed) {
          return;
        } else {
          await new Promise<void>((resolve) => {
            this.#wake = resolve;
          });
          this.#wake = undefined;
        }
      }
    } finally {
      this.close();
    }
  }
}
