/** What `createWorkQueue` needs. */
export interface WorkQueueOptions {
  /** Brings the world one step nearer to what the key's object asks; the signal is the close. */
  reconcile(key: string, signal: AbortSignal): Promise<{ requeueAfterMs?: number } | void>;
  /** Keys worked on at a time, 1 by default; one key is never worked on twice at a time. */
  concurrency?: number;
  /** Pause after a failure: doubles from `baseMs` (5) to `maxMs` (five minutes). */
  backoff?: { baseMs?: number; maxMs?: number };
  /** Told of each failed reconcile; the key is tried again whatever it does. */
  onError?(error: unknown, key: string): void;
}

/** A queue of keys, each worked on one at a time and at least once after it was last added. */
export interface WorkQueue {
  add(key: string): void;
  /** Adds the key after a pause; of several pauses the shortest counts. */
  addAfter(key: string, ms: number): void;
  /** Settles once nothing is queued, running or to be retried; planned requeues don't count. */
  idle(): Promise<void>;
  /** Drops what is queued, aborts the signal and waits for what runs. */
  close(): Promise<void>;
}

/** Makes a work queue with the semantics of client-go's rate-limited one. */
export function createWorkQueue(options: WorkQueueOptions): WorkQueue {
  return new KeyQueue(options);
}

interface Timer {
  due: number;
  handle: NodeJS.Timeout;
  retry: boolean;
}

class KeyQueue implements WorkQueue {
  readonly #options: WorkQueueOptions;
  readonly #queued = new Set<string>();
  readonly #running = new Map<string, Promise<void>>();
  /** Added again while running: worked on once more afterwards. */
  readonly #dirty = new Set<string>();
  readonly #timers = new Map<string, Timer>();
  readonly #failures = new Map<string, number>();
  readonly #abort = new AbortController();
  #waiters: (() => void)[] = [];

  constructor(options: WorkQueueOptions) {
    this.#options = options;
  }

  add(key: string): void {
    if (this.#abort.signal.aborted) return;
    this.#cancelTimer(key);
    if (this.#running.has(key)) this.#dirty.add(key);
    else this.#queued.add(key);
    this.#fill();
  }

  addAfter(key: string, ms: number): void {
    this.#schedule(key, ms, false);
  }

  async idle(): Promise<void> {
    while (!this.#isIdle()) {
      await new Promise<void>((resolve) => this.#waiters.push(resolve));
    }
  }

  async close(): Promise<void> {
    this.#abort.abort();
    this.#queued.clear();
    this.#dirty.clear();
    for (const key of this.#timers.keys()) this.#cancelTimer(key);
    await Promise.all(this.#running.values());
    this.#wake();
  }

  #fill(): void {
    const limit = this.#options.concurrency ?? 1;
    for (const key of this.#queued) {
      if (this.#running.size >= limit) return;
      this.#queued.delete(key);
      this.#running.set(key, this.#work(key));
    }
  }

  async #work(key: string): Promise<void> {
    try {
      // Not in the caller's own turn: adding a key never runs code of the reconciler.
      await Promise.resolve();
      this.#dirty.delete(key); // what was added until now is about to be seen
      const result = await this.#options.reconcile(key, this.#abort.signal);
      this.#failures.delete(key);
      const after = result?.requeueAfterMs;
      if (after !== undefined) this.#schedule(key, after, false);
    } catch (error) {
      this.#failed(error, key);
    } finally {
      this.#running.delete(key);
      if (this.#dirty.delete(key)) this.add(key);
      this.#fill();
      this.#wake();
    }
  }

  #failed(error: unknown, key: string): void {
    if (this.#abort.signal.aborted) return;
    this.#options.onError?.(error, key);
    const failures = this.#failures.get(key) ?? 0;
    this.#failures.set(key, failures + 1);
    const { baseMs = 5, maxMs = 300_000 } = this.#options.backoff ?? {};
    this.#schedule(key, Math.min(maxMs, baseMs * 2 ** failures), true);
  }

  #schedule(key: string, ms: number, retry: boolean): void {
    if (this.#abort.signal.aborted) return;
    const due = Date.now() + ms;
    const current = this.#timers.get(key);
    if (current !== undefined && current.due <= due) {
      current.retry ||= retry;
      return;
    }
    this.#cancelTimer(key);
    const handle = setTimeout(() => this.add(key), Math.min(ms, 2 ** 31 - 1));
    this.#timers.set(key, { due, handle, retry: retry || current?.retry === true });
  }

  #cancelTimer(key: string): void {
    const timer = this.#timers.get(key);
    if (timer === undefined) return;
    clearTimeout(timer.handle);
    this.#timers.delete(key);
  }

  #isIdle(): boolean {
    if (this.#queued.size > 0 || this.#running.size > 0) return false;
    return ![...this.#timers.values()].some((timer) => timer.retry);
  }

  #wake(): void {
    if (!this.#isIdle()) return;
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const wake of waiters) wake();
  }
}
