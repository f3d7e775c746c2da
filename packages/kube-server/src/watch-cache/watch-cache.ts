import type { StorageKey } from '../storage/storage-key.ts';
import { Collection } from './collection.ts';
import type { CacheEvent, Entry } from './entry.ts';
import { EventWindow } from './event-window.ts';

/** Gets the events of one resource, one call a committed batch, in revision order. */
export type CacheSubscriber = (events: readonly CacheEvent[]) => void;

/** A state change to apply: `entry` undefined means the object is gone (`last` is its final state). */
export type CacheChange = { rv: number; entry: Entry } | { rv: number; deleted: Entry };

/**
 * The in-memory state of everything stored, its recent history and those who watch it. It is
 * changed by `apply` alone, in revision order, so that every subscriber sees the same history.
 */
export class WatchCache {
  readonly #collections = new Map<string, Collection>();
  readonly #subscribers = new Map<string, Set<CacheSubscriber>>();
  #window: EventWindow;
  readonly #capacity: number;
  #applied = 0;

  constructor(windowCapacity: number) {
    this.#capacity = windowCapacity;
    this.#window = new EventWindow(windowCapacity, 0);
  }

  /** The revision up to which everything is applied. */
  get applied(): number {
    return this.#applied;
  }

  /** The oldest revision a watch can start from. */
  get windowStart(): number {
    return this.#window.start;
  }

  /** Replaces nothing: fills an empty cache with the live set as of `rv`. */
  load(entries: readonly Entry[], rv: number): void {
    for (const entry of entries) this.#collection(entry.id).set(entry);
    this.#applied = rv;
    this.#window = new EventWindow(this.#capacity, rv);
  }

  get(key: StorageKey): Entry | undefined {
    return this.#collections.get(key.id)?.get(key.namespace, key.name);
  }

  list(id: string, namespace?: string): readonly Entry[] {
    return this.#collections.get(id)?.list(namespace) ?? [];
  }

  /** The entries as they were at `rv`; undefined when the window no longer reaches back so far. */
  listAt(id: string, rv: number, namespace?: string): readonly Entry[] | undefined {
    if (rv >= this.#applied) return this.list(id, namespace);
    const events = this.#window.since(rv);
    if (events === undefined) return undefined;
    const then = new Collection();
    for (const entry of this.list(id, namespace)) then.set(entry);
    for (const event of events.reverse()) {
      if (event.entry.id !== id) continue;
      if (namespace !== undefined && event.entry.namespace !== namespace) continue;
      if (event.previous === undefined) then.delete(event.entry.namespace, event.entry.name);
      else then.set(event.previous);
    }
    return then.list(namespace);
  }

  /** Events of one resource after `rv`; undefined when the window no longer holds them all. */
  since(id: string, rv: number): CacheEvent[] | undefined {
    return this.#window.since(rv)?.filter((event) => event.entry.id === id);
  }

  /** Applies changes in revision order; those already applied are skipped. */
  apply(changes: readonly CacheChange[]): void {
    const events: CacheEvent[] = [];
    for (const change of changes) {
      if (change.rv <= this.#applied) continue;
      events.push(this.#applyOne(change));
      this.#applied = change.rv;
    }
    if (events.length === 0) return;
    this.#window.push(events);
    this.#notify(events);
  }

  /** Calls `subscriber` for each later batch, until the returned function is called. */
  subscribe(id: string, subscriber: CacheSubscriber): () => void {
    let subscribers = this.#subscribers.get(id);
    if (subscribers === undefined) {
      subscribers = new Set();
      this.#subscribers.set(id, subscribers);
    }
    subscribers.add(subscriber);
    return () => subscribers.delete(subscriber);
  }

  #applyOne(change: CacheChange): CacheEvent {
    const entry = 'entry' in change ? change.entry : change.deleted;
    const collection = this.#collection(entry.id);
    const previous = collection.get(entry.namespace, entry.name);
    if ('deleted' in change) {
      collection.delete(entry.namespace, entry.name);
      return { rv: change.rv, type: 'DELETED', entry, previous };
    }
    collection.set(entry);
    return { rv: change.rv, type: previous === undefined ? 'ADDED' : 'MODIFIED', entry, previous };
  }

  #notify(events: CacheEvent[]): void {
    const byId = new Map<string, CacheEvent[]>();
    for (const event of events) {
      const group = byId.get(event.entry.id);
      if (group === undefined) byId.set(event.entry.id, [event]);
      else group.push(event);
    }
    for (const [id, group] of byId) {
      for (const subscriber of this.#subscribers.get(id) ?? []) subscriber(group);
    }
  }

  #collection(id: string): Collection {
    let collection = this.#collections.get(id);
    if (collection === undefined) {
      collection = new Collection();
      this.#collections.set(id, collection);
    }
    return collection;
  }
}
