import type { KubeList, KubeObject } from './object.ts';

/** Group, version and resource name (plural, lower case); the core group is the empty string. */
export interface GroupVersionResource {
  group: string;
  version: string;
  resource: string;
}

/** Group, version and kind; the core group is the empty string. */
export interface GroupVersionKind {
  group: string;
  version: string;
  kind: string;
}

/** One resource a server lists in discovery. */
export interface ApiResource extends GroupVersionResource {
  kind: string;
  namespaced: boolean;
  verbs: string[];
  subresources: string[];
}

/** Names one object, or one of its subresources (`status`, `scale`, `eviction`, …). */
export interface ObjectRef {
  name: string;
  namespace?: string;
  subresource?: string;
}

/** Options common to all writes. */
export interface WriteOptions {
  /** The field manager recorded in `metadata.managedFields`. */
  fieldManager?: string;
  dryRun?: boolean;
}

/** The five patch languages of the API, by media type. */
export type PatchType =
  | 'application/json-patch+json'
  | 'application/merge-patch+json'
  | 'application/strategic-merge-patch+json'
  | 'application/apply-patch+yaml';

/** Options of a patch; `force` takes over conflicting fields and is for server-side apply alone. */
export interface PatchOptions extends WriteOptions {
  type: PatchType;
  force?: boolean;
}

/** Options of a delete (meta/v1 DeleteOptions). */
export interface DeleteOptions {
  propagationPolicy?: 'Orphan' | 'Background' | 'Foreground';
  gracePeriodSeconds?: number;
  preconditions?: { uid?: string; resourceVersion?: string };
  dryRun?: boolean;
}

/** Options of a list; selectors are in the API's own string grammar. */
export interface ListOptions {
  namespace?: string;
  labelSelector?: string;
  fieldSelector?: string;
  limit?: number;
  continue?: string;
}

/** Options of a watch; it starts after `resourceVersion` (absent: synthetic ADDED events first). */
export interface WatchOptions extends Omit<ListOptions, 'limit' | 'continue'> {
  resourceVersion?: string;
  signal?: AbortSignal;
}

/** One event of a watch. A `BOOKMARK` object carries only apiVersion, kind and resourceVersion. */
export interface WatchEvent<T extends KubeObject = KubeObject> {
  type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK';
  object: T;
}

/**
 * The client port: all that controllers, the kubelet and the GitOps engine ask of a Kubernetes API.
 * Two adapters exist: `httpClient` here (any kube-apiserver, by kubeconfig) and the in-process
 * client of `@fairway/kube-server`.
 *
 * Every method rejects with `StatusError` when the API answers a Status of failure.
 */
export interface KubeClient {
  get<T extends KubeObject>(resource: GroupVersionResource, ref: ObjectRef): Promise<T>;
  list<T extends KubeObject>(
    resource: GroupVersionResource,
    options?: ListOptions,
  ): Promise<KubeList<T>>;
  /** Posts the object; with `subresource` to that of the object it names (`binding`, `eviction`). */
  create<T extends KubeObject>(
    resource: GroupVersionResource,
    object: T,
    options?: WriteOptions & { namespace?: string; subresource?: string },
  ): Promise<T>;
  /** Replaces the object (or the subresource named) and honours `metadata.resourceVersion`. */
  update<T extends KubeObject>(
    resource: GroupVersionResource,
    object: T,
    options?: WriteOptions & { subresource?: string },
  ): Promise<T>;
  /** `body` is the patch document: an array for JSON patch, an object else. */
  patch<T extends KubeObject>(
    resource: GroupVersionResource,
    ref: ObjectRef,
    body: unknown,
    options: PatchOptions,
  ): Promise<T>;
  delete(
    resource: GroupVersionResource,
    ref: ObjectRef,
    options?: DeleteOptions,
  ): Promise<KubeObject>;
  /** Ends when the signal aborts or the server closes; 410 rejects with a `StatusError`. */
  watch<T extends KubeObject>(
    resource: GroupVersionResource,
    options?: WatchOptions,
  ): AsyncIterable<WatchEvent<T>>;
  /** Every resource that the server serves, preferred versions first. */
  discover(): Promise<ApiResource[]>;
}
