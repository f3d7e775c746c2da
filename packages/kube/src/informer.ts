import { setTimeout as sleep } from 'node:timers/promises';
import type { GroupVersionResource, KubeClient, ListOptions } from './client.ts';
import { createStore, type InformerHandler, type Store } from './informer-store.ts';
import type { KubeObject } from './object.ts';
import { StatusError } from './status-error.ts';

/** What an informer watches and how. */
export interface InformerOptions extends Pick<
  ListOptions,
  'namespace' | 'labelSelector' | 'fieldSelector'
> {
  /** Tells every object again as an update at this pace; never by default. */
  resyncMs?: number;
  /** Told of failed lists and watches (they are retried) and of handlers that throw. */
  onError?: (error: unknown) => void;
  /** Bounds of the pause after a failure, doubling with jitter. */
  backoff?: { baseMs?: number; maxMs?: number };
}

/** A local copy of a resource's objects, kept up to date by list and watch. */
export interface Informer<T extends KubeObject = KubeObject> {
  start(): void;
  /** Settles once the first list is in the store and was told to the handlers. */
  readonly synced: Promise<void>;
  /** A frozen object; `namespace` is undefined for cluster-scoped ones. */
  get(namespace: string | undefined, name: string): T | undefined;
  list(): T[];
  /** Tells the handler all that is known now and every change after; returns its removal. */
  on(handler: InformerHandler<T>): () => void;
  close(): Promise<void>;
}

const PAGE = 500;

/**
 * Makes an informer: lists, then watches from the list's resource version; goes on from the last
 * event after a lost connection, and lists again when that version is gone (410).
 */
export function createInformer<T extends KubeObject>(
  client: KubeClient,
  resource: GroupVersionResource,
  options: InformerOptions = {},
): Informer<T> {
  return new ListWatcher<T>(client, resource, options);
}

class ListWatcher<T extends KubeObject> implements Informer<T> {
  readonly synced: Promise<void>;
  readonly #client: KubeClient;
  readonly #resource: GroupVersionResource;
  readonly #options: InformerOptions;
  readonly #store: Store<T>;
  readonly #abort = new AbortController();
  #resolveSynced: () => void = () => undefined;
  #loop: Promise<void> | undefined;
  #resync: NodeJS.Timeout | undefined;
  /** Where the next watch starts; undefined: list first. */
  #version: string | undefined;

  constructor(client: KubeClient, resource: GroupVersionResource, options: InformerOptions) {
    this.#client = client;
    this.#resource = resource;
    this.#options = options;
    this.#store = createStore<T>((error) => this.#report(error));
    this.synced = new Promise((resolve) => {
      this.#resolveSynced = resolve;
    });
  }

  start(): void {
    if (this.#loop !== undefined || this.#abort.signal.aborted) return;
    this.#loop = this.#run();
    const { resyncMs } = this.#options;
    if (resyncMs !== undefined) {
      this.#resync = setInterval(() => this.#store.resync(), resyncMs);
    }
  }

  get(namespace: string | undefined, name: string): T | undefined {
    return this.#store.get(namespace, name);
  }

  list(): T[] {
    return this.#store.list();
  }

  on(handler: InformerHandler<T>): () => void {
    return this.#store.on(handler);
  }

  async close(): Promise<void> {
    this.#abort.abort();
    clearInterval(this.#resync);
    await this.#loop;
  }

  async #run(): Promise<void> {
    const { baseMs = 100, maxMs = 30_000 } = this.#options.backoff ?? {};
    const { signal } = this.#abort;
    let failures = 0;
    while (!signal.aborted) {
      const started = Date.now();
      try {
        if (this.#version === undefined) await this.#list();
        await this.#watch();
        failures = Date.now() - started > maxMs ? 0 : failures + 1;
      } catch (error) {
        if (signal.aborted) return;
        const gone = error instanceof StatusError && error.code === 410;
        if (gone) this.#version = undefined;
        else this.#report(error);
        failures = gone || Date.now() - started > maxMs ? 0 : failures + 1;
      }
      if (failures > 0) await this.#pause(Math.min(maxMs, baseMs * 2 ** (failures - 1)));
    }
  }

  /** Waits half to all of the time, so that many informers don't come back at once. */
  async #pause(ms: number): Promise<void> {
    const { signal } = this.#abort;
    await sleep(ms * (0.5 + Math.random() / 2), undefined, { signal }).catch(() => undefined);
  }

  async #list(): Promise<void> {
    const items: T[] = [];
    let token: string | undefined;
    let version = '';
    do {
      const page = await this.#client.list<T>(this.#resource, {
        ...this.#selection(),
        limit: PAGE,
        ...(token === undefined ? {} : { continue: token }),
      });
      items.push(...page.items);
      version = page.metadata.resourceVersion;
      token = page.metadata.continue === '' ? undefined : page.metadata.continue;
    } while (token !== undefined && !this.#abort.signal.aborted);
    if (this.#abort.signal.aborted) return;
    this.#store.replace(items);
    this.#version = version;
    this.#resolveSynced();
  }

  async #watch(): Promise<void> {
    const version = this.#version;
    const events = this.#client.watch<T>(this.#resource, {
      ...this.#selection(),
      ...(version === undefined ? {} : { resourceVersion: version }),
      signal: this.#abort.signal,
    });
    for await (const event of events) {
      if (event.type === 'DELETED') this.#store.remove(event.object);
      else if (event.type !== 'BOOKMARK') this.#store.put(event.object);
      this.#version = event.object.metadata.resourceVersion ?? this.#version;
    }
  }

  #selection(): Pick<ListOptions, 'namespace' | 'labelSelector' | 'fieldSelector'> {
    const { namespace, labelSelector, fieldSelector } = this.#options;
    return {
      ...(namespace === undefined ? {} : { namespace }),
      ...(labelSelector === undefined ? {} : { labelSelector }),
      ...(fieldSelector === undefined ? {} : { fieldSelector }),
    };
  }

  #report(error: unknown): void {
    if (this.#options.onError !== undefined) this.#options.onError(error);
    else process.emitWarning(`informer of ${this.#resource.resource}: ${String(error)}`);
  }
}
