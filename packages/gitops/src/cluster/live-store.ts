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
export interface LiveStoreOptions<T extends KubeObject> {
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

/** Opens a store: lists, then watches from there; lists again whenever the watch cannot go on. */
export function openLiveStore<T extends KubeObject>(options: LiveStoreOptions<T>): LiveStore<T> {
  const { client, resource, onChange, onError } = options;
  const trim = options.trim ?? ((object: T) => object);
  const scope = options.namespace === undefined ? {} : { namespace: options.namespace };
  const objects = new Map<string, T>();
  const abort = new AbortController();
  let latest: string | undefined;
  let markReady = (): void => undefined;
  const ready = new Promise<void>((resolve) => {
    markReady = resolve;
  });

  function put(object: T): void {
    const key = keyIn(object.metadata.namespace, object.metadata.name);
    const before = objects.get(key);
    const kept = before === undefined ? object : newest(before, object);
    if (kept === before) return;
    objects.set(key, trim(object));
    onChange({ ...(before === undefined ? {} : { before }), object: objects.get(key) ?? object });
  }

  function remove(key: string): void {
    const before = objects.get(key);
    if (before !== undefined && objects.delete(key)) onChange({ before });
  }

  async function list(): Promise<void> {
    const seen = new Set<string>();
    let next: string | undefined;
    do {
      const page = await client.list<T>(resource, {
        ...scope,
        limit: pageSize,
        ...(next === undefined ? {} : { continue: next }),
      });
      for (const object of page.items) {
        seen.add(keyIn(object.metadata.namespace, object.metadata.name));
        put(object);
      }
      latest = page.metadata.resourceVersion;
      next = page.metadata.continue;
    } while (next !== undefined && next !== '' && !abort.signal.aborted);
    for (const [key, object] of objects) {
      if (!seen.has(key) && !isOlder(latest, object.metadata.resourceVersion)) remove(key);
    }
  }

  async function watch(): Promise<void> {
    const events = client.watch<T>(resource, {
      ...scope,
      ...(latest === undefined ? {} : { resourceVersion: latest }),
      signal: abort.signal,
    });
    for await (const { type, object } of events) {
      if (type === 'DELETED') remove(keyIn(object.metadata.namespace, object.metadata.name));
      else if (type !== 'BOOKMARK') put(object);
      latest = object.metadata.resourceVersion ?? latest;
    }
  }

  async function run(): Promise<void> {
    let retryMs = firstRetryMs;
    let mustList = true;
    while (!abort.signal.aborted) {
      try {
        if (mustList) await list();
        mustList = false;
        markReady();
        retryMs = firstRetryMs;
        await watch();
      } catch (error) {
        if (abort.signal.aborted) break;
        const code = error instanceof StatusError ? error.code : 0;
        mustList ||= code === 410 || code === 404;
        // 410: the watch is too old to go on; 404: the kind is not served (any more).
        if (code === 404) {
          for (const key of objects.keys()) remove(key);
          markReady();
        } else if (code !== 410) {
          onError(error);
        }
        await delay(code === 410 ? 0 : retryMs, abort.signal);
        retryMs = Math.min(retryMs * 2, maxRetryMs);
      }
    }
    markReady();
  }

  const running = run();
  return {
    ready,
    get: (namespace, name) => objects.get(keyIn(namespace, name)),
    values: () => objects.values(),
    observe(object) {
      const key = keyIn(object.metadata.namespace, object.metadata.name);
      // Not kept and not newer than the watch: it was deleted in between.
      if (!objects.has(key) && !isOlder(latest, object.metadata.resourceVersion)) return;
      put(object);
    },
    async close() {
      abort.abort();
      await running;
    },
  };
}

function keyIn(namespace: string | undefined, name: string | undefined): string {
  return `${namespace ?? ''}/${name ?? ''}`;
}
