import { notFound } from '@fairway/kube';
import { type Subject } from '../status/failures.ts';
import type { StorageKey } from '../storage/storage-key.ts';
import type { Entry } from '../watch-cache/entry.ts';
import type { ApiRequest } from './api-request.ts';
import type { ServerContext } from './context.ts';

/** What errors about this request name. */
export function subjectOf(request: ApiRequest): Subject {
  const { group, resource, kind } = request.resource;
  return { group, resource, kind };
}

/** The storage key of a named object of the request's resource. */
export function keyOf(request: ApiRequest, name: string): StorageKey {
  return { id: request.resource.storage.id, namespace: request.namespace ?? '', name };
}

/** The stored object that the request names; 404 when there is none. */
export function requireEntry(context: ServerContext, request: ApiRequest): Entry {
  const name = request.name ?? '';
  const entry = context.store.cache.get(keyOf(request, name));
  if (entry === undefined) throw notFound(subjectOf(request), name);
  return entry;
}
