import type { ApiResource, KubeClient, KubeObject } from '@fairway/kube';
import { formatKey, keyOf, type ResourceKey } from '../object/resource-key.ts';
import { createDiscovery, type Discovery } from './discovery.ts';
import { openLiveStore, type LiveStore } from './live-store.ts';
import { ManagedIndex } from './managed-index.ts';
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
interface ClusterOptions {
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
  return new WatchedCluster(options);
}

class WatchedCluster implements Cluster {
  readonly client: KubeClient;
  readonly discovery: Discovery;
  readonly #options: ClusterOptions;
  readonly #stores = new Map<string, LiveStore>();
  readonly #managed = new ManagedIndex();
  readonly #interest = new Map<string, Set<string>>();
  readonly #interestOf = new Map<string, ReadonlySet<string>>();
  readonly #waiters = new Set<() => void>();

  constructor(options: ClusterOptions) {
    this.#options = options;
    this.client = options.client;
    this.discovery = createDiscovery(options.client, options.monotonic);
  }

  async watchKinds(kinds: readonly WatchedKind[]): Promise<void> {
    await Promise.all(kinds.map((kind) => this.#watchKind(kind)));
  }

  find(key: ResourceKey, apiVersion?: string): KubeObject | undefined {
    for (const store of this.#storesOf(key.group, key.kind, apiVersion)) {
      const object = store.get(key.namespace, key.name);
      if (object !== undefined) return object;
    }
    return undefined;
  }

  managedBy(application: string): readonly KubeObject[] {
    return this.#managed.of(application);
  }

  observe(object: KubeObject): void {
    const { group, kind } = keyOf(object);
    const [store] = this.#storesOf(group, kind, object.apiVersion);
    store?.observe(object);
  }

  setInterest(application: string, keys: readonly ResourceKey[]): void {
    const wanted = new Set(keys.map(formatKey));
    for (const key of this.#interestOf.get(application) ?? []) {
      if (wanted.has(key)) continue;
      const applications = this.#interest.get(key);
      applications?.delete(application);
      if (applications?.size === 0) this.#interest.delete(key);
    }
    for (const key of wanted) {
      this.#interest.set(key, (this.#interest.get(key) ?? new Set()).add(application));
    }
    if (wanted.size > 0) this.#interestOf.set(application, wanted);
    else this.#interestOf.delete(application);
  }

  async waitUntil(isTrue: () => boolean, milliseconds: number): Promise<boolean> {
    if (isTrue()) return true;
    return new Promise<boolean>((resolve) => {
      const finish = (): void => {
        this.#waiters.delete(check);
        clearTimeout(timer);
        resolve(isTrue());
      };
      const check = (): void => {
        if (isTrue()) finish();
      };
      const timer = setTimeout(finish, milliseconds);
      this.#waiters.add(check);
    });
  }

  async close(): Promise<void> {
    await Promise.all([...this.#stores.values()].map((store) => store.close()));
  }

  async #watchKind({ group, kind, apiVersion }: WatchedKind): Promise<void> {
    const resource =
      apiVersion === undefined
        ? await this.discovery.preferred(group, kind)
        : await this.discovery.find(apiVersion, kind);
    if (resource === undefined || !resource.verbs.includes('watch')) return;
    const id = storeId(resource.group, resource.kind, resource.version);
    const store = this.#stores.get(id) ?? this.#openStore(id, resource);
    this.#stores.set(id, store);
    await withTimeout(store.ready, this.#options.timeoutMs, `list of ${resource.resource}`);
  }

  #openStore(id: string, resource: ApiResource): LiveStore {
    const { group, version, kind } = resource;
    const apiVersion = group === '' ? version : `${group}/${version}`;
    return openLiveStore({
      client: this.client,
      resource: { group, version, resource: resource.resource },
      onChange: ({ before, object }) => this.#changed(id, before, object),
      onError: (error) => this.#options.onError(error, resource),
      // Items of a list may lack their kind on other servers; managedFields are bulk nobody reads.
      trim: (object) => {
        const { managedFields: _, ...metadata } = object.metadata;
        return { ...object, apiVersion, kind, metadata };
      },
    });
  }

  #changed(id: string, before: KubeObject | undefined, object: KubeObject | undefined): void {
    const applications = this.#managed.update(id, before, object);
    for (const state of [before, object]) {
      const key = state === undefined ? '' : formatKey(keyOf(state));
      for (const application of this.#interest.get(key) ?? []) applications.add(application);
    }
    for (const wake of this.#waiters) wake();
    if (applications.size > 0) this.#options.onChange(applications);
  }

  /** The stores of a kind, the one of the wanted version first. */
  *#storesOf(group: string, kind: string, apiVersion?: string): Generator<LiveStore> {
    const version = apiVersion?.slice(apiVersion.indexOf('/') + 1);
    const exact =
      version === undefined ? undefined : this.#stores.get(storeId(group, kind, version));
    if (exact !== undefined) yield exact;
    for (const [id, store] of this.#stores) {
      if (store !== exact && id.startsWith(`${group}/${kind}/`)) yield store;
    }
  }
}

function storeId(group: string, kind: string, version: string): string {
  return `${group}/${kind}/${version}`;
}
