import type { KubeObject, PatchType } from '@fairway/kube';
import type { ServedResource } from '../registry/served-resource.ts';
import type { UserInfo } from '../user-info.ts';
import type { WatchFeed } from '../watch-cache/watch-feed.ts';

/** The verbs of the API, as RBAC names them. */
export type Verb =
  | 'get'
  | 'list'
  | 'watch'
  | 'create'
  | 'update'
  | 'patch'
  | 'delete'
  | 'deletecollection';

/** A request for a resource; both the HTTP door and the in-process client make these. */
export interface ApiRequest {
  user: UserInfo;
  verb: Verb;
  resource: ServedResource;
  /** Undefined for cluster-scoped resources and for lists over all namespaces. */
  namespace: string | undefined;
  name: string | undefined;
  subresource: string | undefined;
  query: URLSearchParams;
  /** The decoded document; undefined when the request has none. */
  body: unknown;
  patchType: PatchType | undefined;
  userAgent: string;
  signal: AbortSignal;
  /** Collects texts for `Warning` headers. */
  warnings: string[];
}

/** An object in the version asked for, with its bytes when they are at hand. */
export interface View {
  object: KubeObject;
  json: Buffer | undefined;
}

/** Metadata of a list. */
export interface ListMeta {
  resourceVersion: string;
  continue?: string;
  remainingItemCount?: number;
}

/** The answer to an ApiRequest. */
export type ApiResult =
  | { type: 'object'; code: number; view: View }
  | { type: 'list'; views: View[]; metadata: ListMeta }
  | { type: 'watch'; feed: WatchFeed; timeoutMs: number }
  | { type: 'bytes'; contentType: string; bytes: AsyncIterable<Uint8Array> };
