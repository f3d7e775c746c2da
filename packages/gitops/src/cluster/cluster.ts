import type { ApiResource, KubeClient, KubeObject } from '@fairway/kube';
import { formatKey, keyOf, type ResourceKey } from '../object/resource-key.ts';
import { managingApplication } from '../tracking/tracking.ts';
import { createDiscovery, type Discovery } from './discovery.ts';
import { openLiveStore, type LiveStore } from './live-store.ts';
import { withTimeout } from './with-timeout.ts';

/** One destination cluster: its client, what it serves, and the live objects of the kinds in use. */
export interface Cluster {
  readonly client: KubeClient;
  readonly discovery: Discovery;
  /** Watches the kinds (those that are served) and waits until their objects are known. */
  watchKinds(kinds: readonly WatchedKind[]): Promise<void>;
  /** The live object that a target stands for, read in the target's own version if possible. */
  find(key: ResourceKey, apiVersion?: string): KubeObject | undefined;
  /** Every live object whose tracking id names the Application (and itself). */
  managedBy(application: string): readonly KubeObject[];
  /** Takes in what a write returned. */
  observe(object: KubeObject): void;
  /** Says which objects an Application waits for, tracked or not. */
  setInterest(application: string, keys: readonly ResourceKey[]): void;
  /** Resolves when a change makes `isTrue` true; false when the time is over. */
  waitUntil(isTrue: () => boolean, milliseconds: number): Promise<boolean>;
  close(): Promise<void>;
}

/** A kind to watch; without `apiVersion` in the server's preferred version. */
export interface WatchedKind {
  group: string;
  kind: string;
  apiVersion?: string;
}

/** How a cluster is opened. */
export interface ClusterOptions {
  client: KubeClient;
  monotonic: () => number;
  /** How long a first list may take. */
  timeoutMs: number;
  /** Called with the Applications that a changed live object concerns. */
  onChange: (applications: ReadonlySet<string>) => void;
  onError: (error: unknown, resource: ApiResource) => void;
}

/** Opens a destination cluster; nothing is watched before `watchKinds` asks for it. */
export function openCluster(options: ClusterOptions): Cluster {
  const discovery = createDiscovery(options.client, options.monotonic);
  const stores = new Map<string, LiveStore>();
  const interest = new Map<string, Set<string>>();
  const interestOf = new Map<string, ReadonlySet<string>>();
  const managed = new Map<string, Map<string, KubeObject>>();
  const waiters = new Set<() => void>();

  function index(id: string, before: KubeObject | undefined, object: KubeObject | undefined): void {
    const old = before === undefined ? undefined : managingApplication(before);
    if (before !== undefined && old !== undefined) {
      const objects = managed.get(old);
      objects?.delete(`${id}:${formatKey(keyOf(before))}`);
      if (objects?.size === 0) managed.delete(old);
    }
    const manager = object === undefined ? undefined : managingApplication(object);
    if (object === undefined || manager === undefined) return;
    const objects = managed.get(manager) ?? new Map<string, KubeObject>();
    managed.set(manager, objects.set(`${id}:${formatKey(keyOf(object))}`, object));
  }

  function changed(
    id: string,
    before: KubeObject | undefined,
    object: KubeObject | undefined,
  ): void {
    index(id, before, object);
    const applications = new Set<string>();
    for (const state of [before, object]) {
      if (state === undefined) continue;
      const manager = managingApplication(state);
      if (manager !== undefined) applications.add(manager);
      for (const application of interest.get(formatKey(keyOf(state))) ?? []) {
        applications.add(application);
      }
    }
    for (const wake of waiters) wake();
    if (applications.size > 0) options.onChange(applications);
  }

  function open(resource: ApiResource): LiveStore {
    const { group, version } = resource;
    const apiVersion = group === '' ? version : `${group}/${version}`;
    const id = storeId(group, resource.kind, version);
    return openLiveStore({
      client: options.client,
      resource: { group: resource.group, version: resource.version, resource: resource.resource },
      onChange: ({ before, object }) => changed(id, before, object),
      onError: (error) => options.onError(error, resource),
      // Items of a list may lack their kind on other servers; managedFields are bulk nobody reads.
      trim: (object) => {
        const { managedFields: _, ...metadata } = object.metadata;
        return { ...object, apiVersion, kind: resource.kind, metadata };
      },
    });
  }

  async function watchKind(kind: WatchedKind): Promise<void> {
    const resource =
      kind.apiVersion === undefined
        ? await discovery.preferred(kind.group, kind.kind)
        : await discovery.find(kind.apiVersion, kind.kind);
    if (resource === undefined || !resource.verbs.includes('watch')) return;
    const id = storeId(resource.group, resource.kind, resource.version);
    let store = stores.get(id);
    if (store === undefined) {
      store = open(resource);
      stores.set(id, store);
    }
    const what = `list of ${resource.resource}`;
    await withTimeout(store.ready, options.timeoutMs, what);
  }

  function* storesOf(group: string, kind: string, apiVersion?: string): Generator<LiveStore> {
    const version = apiVersion?.slice(apiVersion.indexOf('/') + 1);
    const exact = version === undefined ? undefined : stores.get(storeId(group, kind, version));
    if (exact !== undefined) yield exact;
    for (const [id, store] of stores) {
      if (store !== exact && id.startsWith(`${group}/${kind}/`)) yield store;
    }
  }

  return {
    client: options.client,
    discovery,
    async watchKinds(kinds) {
      await Promise.all(kinds.map(watchKind));
    },
    find(key, apiVersion) {
      for (const store of storesOf(key.group, key.kind, apiVersion)) {
        const object = store.get(key.namespace, key.name);
        if (object !== undefined) return object;
      }
      return undefined;
    },
    managedBy(application) {
      const found = new Map<string, KubeObject>();
      for (const object of managed.get(application)?.values() ?? []) {
        const key = formatKey(keyOf(object));
        if (!found.has(key)) found.set(key, object);
      }
      return [...found.values()];
    },
    observe(object) {
      const { group, kind } = keyOf(object);
      const [store] = storesOf(group, kind, object.apiVersion);
      store?.observe(object);
    },
    setInterest(application, keys) {
      const wanted = new Set(keys.map(formatKey));
      for (const key of interestOf.get(application) ?? []) {
        if (wanted.has(key)) continue;
        interest.get(key)?.delete(application);
        if (interest.get(key)?.size === 0) interest.delete(key);
      }
      for (const key of wanted) {
        const applications = interest.get(key) ?? new Set();
        interest.set(key, applications.add(application));
      }
      if (wanted.size > 0) interestOf.set(application, wanted);
      else interestOf.delete(application);
    },
    async waitUntil(isTrue, milliseconds) {
      if (isTrue()) return true;
      return new Promise<boolean>((resolve) => {
        const finish = (): void => {
          waiters.delete(check);
          clearTimeout(timer);
          resolve(isTrue());
        };
        const check = (): void => {
          if (isTrue()) finish();
        };
        const timer = setTimeout(finish, milliseconds);
        waiters.add(check);
      });
    },
    async close() {
      await Promise.all([...stores.values()].map((store) => store.close()));
      for (const wake of waiters) wake();
    },
  };
}

function storeId(group: string, kind: string, version: string): string {
  return `${group}/${kind}/${version}`;
}
