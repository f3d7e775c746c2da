import type { KubeObject } from './object.ts';

/** What happened to an object, with its state before an update. */
export type InformerHandler<T extends KubeObject = KubeObject> = (
  event: 'add' | 'update' | 'delete',
  object: T,
  old?: T,
) => void;

/** The objects of one informer and those who want to know about them. */
export interface Store<T extends KubeObject> {
  get(namespace: string | undefined, name: string): T | undefined;
  list(): T[];
  put(object: T): void;
  remove(object: T): void;
  /** Makes the store hold exactly these objects and tells the differences. */
  replace(objects: readonly T[]): void;
  /** Tells every object as an update of itself. */
  resync(): void;
  on(handler: InformerHandler<T>): () => void;
}

/** Makes a store; `onError` is told of handlers that throw, which stops no other handler. */
export function createStore<T extends KubeObject>(onError: (error: unknown) => void): Store<T> {
  const objects = new Map<string, T>();
  const handlers = new Set<InformerHandler<T>>();

  function tell(handler: InformerHandler<T>, ...event: Parameters<InformerHandler<T>>): void {
    try {
      handler(...event);
    } catch (error) {
      onError(error);
    }
  }

  function tellAll(...event: Parameters<InformerHandler<T>>): void {
    for (const handler of handlers) tell(handler, ...event);
  }

  function put(object: T): void {
    const key = keyOf(object.metadata.namespace, object.metadata.name);
    const old = objects.get(key);
    const version = object.metadata.resourceVersion;
    if (old !== undefined && version !== undefined && old.metadata.resourceVersion === version) {
      return;
    }
    deepFreeze(object);
    objects.set(key, object);
    if (old === undefined) tellAll('add', object);
    else tellAll('update', object, old);
  }

  function remove(object: T): void {
    if (objects.delete(keyOf(object.metadata.namespace, object.metadata.name))) {
      deepFreeze(object);
      tellAll('delete', object);
    }
  }

  return {
    get: (namespace, name) => objects.get(keyOf(namespace, name)),
    list: () => [...objects.values()],
    put,
    remove,
    replace(next) {
      const kept = new Set(next.map(({ metadata }) => keyOf(metadata.namespace, metadata.name)));
      for (const [key, object] of objects) if (!kept.has(key)) remove(object);
      for (const object of next) put(object);
    },
    resync() {
      for (const object of objects.values()) tellAll('update', object, object);
    },
    on(handler) {
      handlers.add(handler);
      for (const object of objects.values()) tell(handler, 'add', object);
      return () => handlers.delete(handler);
    },
  };
}

function keyOf(namespace: string | undefined, name: string | undefined): string {
  return `${namespace ?? ''}/${name ?? ''}`;
}

function deepFreeze(value: unknown): void {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return;
  Object.freeze(value);
  for (const item of Object.values(value)) deepFreeze(item);
}
