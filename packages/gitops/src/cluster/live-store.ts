import {
  StatusError,
  type GroupVersionResource,
  type KubeClient,
  type KubeObject,
} from '@fairway/kube';
import { delay } from './delay.ts';
import { isOlder, newest } from './resource-version.ts';

/** The live objects of one resource, kept current by a watch. */
export interface LiveStore<T extends KubeObject = KubeObject> {
  /** Resolves once the first list is in (or the resource turned out not to be served). */
  ready: Promise<void>;
  get(namespace: string, name: string): T | undefined;
  values(): Iterable<T>;
  /** Takes in what a write returned, so that readers need not wait for the watch to tell it. */
  observe(object: T): void;
  close(): Promise<void>;
}

/** How a store is opened. */
interface LiveStoreOptions<T extends KubeObject> {
  client: KubeClient;
  resource: GroupVersionResource;
  /** Only objects of this namespace. */
  namespace?: string;
  /** Called after each change; `object` is absent when the object is gone. */
  onChange: (change: { before?: T; object?: T }) => void;
  onError: (error: unknown) => void;
  /** Drops what nobody reads before an object is kept. */
  trim?: (object: T) => T;
}

const pageSize = 500;
const firstRetryMs = 100;
const maxRetryMs = 15_000;

/** Opens a store: lists, then watches from there; lists again when the watch cannot go on. */
export function openLiveStore<T extends KubeObject>(options: LiveStoreOptions<T>): LiveStore<T> {
  return new WatchedStore(options);
}

class WatchedStore<T extends KubeObject> implements LiveStore<T> {
  readonly ready: Promise<void>;
  readonly #options: LiveStoreOptions<T>;
  readonly #scope: { namespace?: string };
  readonly #objects = new Map<string, T>();
  readonly #abort = new AbortController();
  readonly #running: Promise<void>;
  #markReady: () => void = () => undefined;
  /** The version of the last list or event. */
  #latest: string | undefined;
  #mustList = true;

  constructor(options: LiveStoreOptions<T>) {
    this.#options = options;
    this.#scope = options.namespace === undefined ? {} : { namespace: options.namespace };
    this.ready = new Promise((resolve) => {
      this.#markReady = resolve;
    });
    this.#running = this.#run();
  }

  get(namespace: string, name: string): T | undefined {
    return this.#objects.get(keyIn(namespace, name));
  }

  values(): Iterable<T> {
    return this.#objects.values();
  }

  observe(object: T): void {
    const key = keyIn(object.metadata.namespace, object.metadata.name);
    // Not kept and not newer than the watch: it was deleted in between.
    const isNewer = isOlder(this.#latest, object.metadata.resourceVersion);
    if (this.#objects.has(key) || isNewer) this.#put(object);
  }

  async close(): Promise<void> {
    this.#abort.abort();
    await this.#running;
  }

  #put(object: T): void {
    const key = keyIn(object.metadata.namespace, object.metadata.name);
    const before = this.#objects.get(key);
    if (before !== undefined && newest(before, object) === before) return;
    const kept = this.#options.trim?.(object) ?? object;
    this.#objects.set(key, kept);
    this.#options.onChange({ ...(before === undefined ? {} : { before }), object: kept });
  }

  #remove(key: string): void {
    const before = this.#objects.get(key);
    if (before !== undefined && this.#objects.delete(key)) this.#options.onChange({ before });
  }

  async #run(): Promise<void> {
    let retryMs = firstRetryMs;
    while (!this.#abort.signal.aborted) {
      try {
        if (this.#mustList) await this.#list();
        this.#mustList = false;
        this.#markReady();
        retryMs = firstRetryMs;
        await this.#watch();
      } catch (error) {
        if (this.#abort.signal.aborted) break;
        const isExpired = this.#failed(error);
        await delay(isExpired ? 0 : retryMs, this.#abort.signal);
        retryMs = Math.min(retryMs * 2, maxRetryMs);
      }
    }
    this.#markReady();
  }

  /** Works out what a failure means; true when the next list can begin at once. */
  #failed(error: unknown): boolean {
    const code = error instanceof StatusError ? error.code : 0;
    const isExpired = code === 410;
    this.#mustList ||= isExpired || code === 404;
    // 404: the kind is not served (any more), so there is nothing of it.
    if (code === 404) {
      for (const key of this.#objects.keys()) this.#remove(key);
      this.#markReady();
    } else if (!isExpired) {
      this.#options.onError(error);
    }
    return isExpired;
  }

  async #list(): Promise<void> {
    const { client, resource } = this.#options;
    const seen = new Set<string>();
    let next: string | undefined;
    do {
      const page = await client.list<T>(resource, {
        ...this.#scope,
        limit: pageSize,
        ...(next === undefined ? {} : { continue: next }),
      });
      for (const object of page.items) {
        seen.add(keyIn(object.metadata.namespace, object.metadata.name));
        this.#put(object);
      }
      this.#latest = page.metadata.resourceVersion;
      next = page.metadata.continue;
    } while (next !== undefined && next !== '' && !this.#abort.signal.aborted);
    for (const [key, object] of this.#objects) {
      const isLater = isOlder(this.#latest, object.metadata.resourceVersion);
      if (!seen.has(key) && !isLater) this.#remove(key);
    }
  }

  async #watch(): Promise<void> {
    const { client, resource } = this.#options;
    const events = client.watch<T>(resource, {
      ...this.#scope,
      ...(this.#latest === undefined ? {} : { resourceVersion: this.#latest }),
      signal: this.#abort.signal,
    });
    for await (const { type, object } of events) {
      if (type === 'DELETED') this.#remove(keyIn(object.metadata.namespace, object.metadata.name));
      else if (type !== 'BOOKMARK') this.#put(object);
      this.#latest = object.metadata.resourceVersion ?? this.#latest;
    }
  }
}

function keyIn(namespace: string | undefined, name: string | undefined): string {
  return `${namespace ?? ''}/${name ?? ''}`;
}
