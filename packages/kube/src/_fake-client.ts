import { EventEmitter, on } from 'node:events';
import type { KubeClient, WatchEvent, WatchOptions } from './client.ts';
import type { KubeList, KubeObject } from './object.ts';

/** An API of one resource in memory, whose watches can be cut and whose answers can fail. */
export interface FakeApi {
  client: KubeClient;
  put(name: string, fields?: Record<string, unknown>): void;
  remove(name: string): void;
  /** Ends all open watches: in order, or with an error. */
  cut(error?: Error): void;
  /** The next list or watch fails with this. */
  failNext(error: Error): void;
  lists: number;
  watches: string[];
}

/** Makes the API; only list and watch work. */
export function fakeApi(): FakeApi {
  const objects = new Map<string, KubeObject>();
  const bus = new EventEmitter().setMaxListeners(0);
  let version = 1;
  let failure: Error | undefined;

  function takeFailure(): void {
    const error = failure;
    failure = undefined;
    if (error !== undefined) throw error;
  }

  const refuse = async (): Promise<never> => {
    throw new Error('not part of this fake');
  };
  const api: FakeApi = {
    lists: 0,
    watches: [],
    put(name, fields = {}) {
      const type = objects.has(name) ? 'MODIFIED' : 'ADDED';
      const metadata = { name, namespace: 'default', resourceVersion: String(++version) };
      const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata, ...fields };
      objects.set(name, object);
      bus.emit('event', { type, object: structuredClone(object) });
    },
    remove(name) {
      const object = objects.get(name);
      if (object === undefined || !objects.delete(name)) return;
      const metadata = { ...object.metadata, resourceVersion: String(++version) };
      bus.emit('event', { type: 'DELETED', object: { ...structuredClone(object), metadata } });
    },
    cut(error) {
      bus.emit('event', error ?? 'end');
    },
    failNext(error) {
      failure = error;
    },
    client: {
      get: refuse,
      create: refuse,
      update: refuse,
      patch: refuse,
      delete: refuse,
      discover: refuse,
      async list<T extends KubeObject>(): Promise<KubeList<T>> {
        api.lists++;
        takeFailure();
        const items = structuredClone([...objects.values()]) as T[];
        const metadata = { resourceVersion: String(version) };
        return { apiVersion: 'v1', kind: 'ConfigMapList', metadata, items };
      },
      async *watch<T extends KubeObject>(
        _resource: unknown,
        options: WatchOptions = {},
      ): AsyncIterable<WatchEvent<T>> {
        api.watches.push(options.resourceVersion ?? '');
        takeFailure();
        const { signal } = options;
        for await (const [event] of on(bus, 'event', signal === undefined ? {} : { signal })) {
          if (event === 'end') return;
          if (event instanceof Error) throw event;
          yield event as WatchEvent<T>;
        }
      },
    },
  };
  return api;
}
