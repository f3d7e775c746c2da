import { compareRefs, type RefEvent } from './ref-events.ts';
import type { RefStore } from './ref-store.ts';

/** Told of each ref that moved; what it throws makes the event come again. */
export type RefListener = (event: RefEvent) => void | Promise<void>;

/** Derives events from state: refs are compared with those last recorded, so that none is missed. */
export interface RefTracker {
  /**
   * Tells the listeners what moved since the last record, then records it. An event comes at least
   * once: again when a listener threw, or when the process died before the record.
   */
  reconcile(repository: string): Promise<readonly RefEvent[]>;
  /** Forgets a repository without events. */
  forget(repository: string): Promise<void>;
  /** Adds a listener; the function returned removes it. */
  subscribe(listener: RefListener): () => void;
}

export interface RefTrackerOptions {
  readonly store: RefStore;
  readonly readRefs: (repository: string) => Promise<ReadonlyMap<string, string>>;
  /** Who moved a ref to where it is now. */
  readonly readPusher?: (event: RefEvent) => Promise<string | undefined>;
}

/** One repository is reconciled by one caller at a time, several at once side by side. */
export function createRefTracker(options: RefTrackerOptions): RefTracker {
  const listeners = new Set<RefListener>();
  const tails = new Map<string, Promise<unknown>>();

  /** Runs `work` after what is under way for this repository, whether that failed or not. */
  function queue<T>(repository: string, work: () => Promise<T>): Promise<T> {
    const before = tails.get(repository) ?? Promise.resolve();
    const result = before.then(work, work);
    tails.set(repository, result);
    const settle = (): void => {
      if (tails.get(repository) === result) tails.delete(repository);
    };
    result.then(settle, settle);
    return result;
  }

  async function tell(event: RefEvent): Promise<RefEvent> {
    const pusher = await options.readPusher?.(event);
    const told = pusher === undefined ? event : { ...event, pusher };
    for (const listener of listeners) await listener(told);
    return told;
  }

  async function reconcile(repository: string): Promise<readonly RefEvent[]> {
    const recorded = await options.store.load(repository);
    const seen = await options.readRefs(repository);
    const told: RefEvent[] = [];
    for (const event of compareRefs(repository, recorded, seen)) told.push(await tell(event));
    if (told.length > 0) await options.store.save(repository, seen);
    return told;
  }

  return {
    reconcile: (repository) => queue(repository, () => reconcile(repository)),
    forget: (repository) =>
      queue(repository, () => options.store.save(repository, new Map<string, string>())),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
