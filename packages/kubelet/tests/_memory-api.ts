import { EventEmitter, on } from 'node:events';
import { randomUUID } from 'node:crypto';
import {
  applyMergePatch,
  matchesFields,
  notFound,
  alreadyExists,
  parseFieldSelector,
  type GroupVersionResource,
  type Json,
  type KubeClient,
  type KubeList,
  type KubeObject,
  type ObjectRef,
  type WatchEvent,
} from '@fairway/kube';

/** The little of an API server that a kubelet uses, in memory. */
export interface MemoryApi {
  readonly client: KubeClient;
  objects<T extends KubeObject>(resource: GroupVersionResource): T[];
  /** Takes an object away as a forced deletion does. */
  drop(resource: GroupVersionResource, namespace: string, name: string): void;
}

export function memoryApi(): MemoryApi {
  const stores = new Map<string, Map<string, KubeObject>>();
  const bus = new EventEmitter().setMaxListeners(0);
  let version = 1;

  const store = ({ resource }: GroupVersionResource): Map<string, KubeObject> => {
    const found = stores.get(resource) ?? new Map<string, KubeObject>();
    stores.set(resource, found);
    return found;
  };
  const keyOf = ({ namespace = '', name }: ObjectRef): string => `${namespace}/${name}`;

  function put(resource: GroupVersionResource, type: string, object: KubeObject): KubeObject {
    const metadata = { ...object.metadata, resourceVersion: String(++version) };
    const next = { ...object, metadata };
    const key = keyOf({ namespace: metadata.namespace ?? '', name: metadata.name ?? '' });
    if (type === 'DELETED') store(resource).delete(key);
    else store(resource).set(key, next);
    bus.emit(resource.resource, { type, object: structuredClone(next) });
    return structuredClone(next);
  }

  function find(resource: GroupVersionResource, ref: ObjectRef): KubeObject {
    const object = store(resource).get(keyOf(ref));
    if (object === undefined) throw notFound(resource, ref.name);
    return object;
  }

  const matches = (object: KubeObject, fieldSelector = ''): boolean =>
    matchesFields(object, parseFieldSelector(fieldSelector));

  const client: KubeClient = {
    get: async <T extends KubeObject>(resource: GroupVersionResource, ref: ObjectRef) =>
      structuredClone(find(resource, ref)) as T,
    async list<T extends KubeObject>(
      resource: GroupVersionResource,
      options = {},
    ): Promise<KubeList<T>> {
      const items = [...store(resource).values()].filter((object) =>
        matches(object, (options as { fieldSelector?: string }).fieldSelector),
      );
      const metadata = { resourceVersion: String(version) };
      return { apiVersion: 'v1', kind: 'List', metadata, items: structuredClone(items) as T[] };
    },
    async create<T extends KubeObject>(
      resource: GroupVersionResource,
      object: T,
      options = {},
    ): Promise<T> {
      if ((options as { subresource?: string }).subresource === 'token') {
        return { ...object, status: { token: `token-of-${object.metadata.name}` } };
      }
      const { name = '', namespace = '' } = object.metadata;
      if (store(resource).has(keyOf({ name, namespace }))) throw alreadyExists(resource, name);
      const metadata = {
        ...object.metadata,
        uid: object.metadata.uid ?? randomUUID(),
        creationTimestamp: new Date().toISOString(),
      };
      return put(resource, 'ADDED', { ...structuredClone(object), metadata }) as T;
    },
    update: async <T extends KubeObject>(resource: GroupVersionResource, object: T) =>
      put(resource, 'MODIFIED', structuredClone(object)) as T,
    async patch<T extends KubeObject>(
      resource: GroupVersionResource,
      ref: ObjectRef,
      body: unknown,
    ): Promise<T> {
      const current = find(resource, ref);
      const next = applyMergePatch(current as unknown as Json, body as Json);
      if (JSON.stringify(next) === JSON.stringify(current)) return structuredClone(current) as T;
      return put(resource, 'MODIFIED', next as unknown as KubeObject) as T;
    },
    async delete(resource, ref, options = {}) {
      const current = find(resource, ref);
      const { uid } = options.preconditions ?? {};
      if (uid !== undefined && uid !== current.metadata.uid) throw notFound(resource, ref.name);
      const spec = current['spec'] as { terminationGracePeriodSeconds?: number };
      const grace = options.gracePeriodSeconds ?? spec.terminationGracePeriodSeconds ?? 30;
      if (resource.resource !== 'pods' || grace === 0) return put(resource, 'DELETED', current);
      const metadata = {
        ...current.metadata,
        deletionTimestamp: new Date(Date.now() + grace * 1000).toISOString(),
        deletionGracePeriodSeconds: grace,
      };
      return put(resource, 'MODIFIED', { ...current, metadata });
    },
    async *watch<T extends KubeObject>(
      resource: GroupVersionResource,
      options = {},
    ): AsyncIterable<WatchEvent<T>> {
      const { signal, fieldSelector } = options as { signal?: AbortSignal; fieldSelector?: string };
      const events = on(bus, resource.resource, signal === undefined ? {} : { signal });
      for await (const [event] of events) {
        const typed = event as WatchEvent<T>;
        if (matches(typed.object, fieldSelector)) yield typed;
      }
    },
    discover: async () => [],
  };
  return {
    client,
    objects: <T extends KubeObject>(resource: GroupVersionResource) =>
      [...store(resource).values()] as T[],
    drop(resource, namespace, name) {
      put(resource, 'DELETED', find(resource, { namespace, name }));
    },
  };
}
