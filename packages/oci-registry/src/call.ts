import type { IncomingMessage, ServerResponse } from 'node:http';

import type { ContentStore } from '@fairway/oci';

import { RegistryError } from './registry-error.ts';
import type { RepositoryStore } from './repository-store.ts';
import type { UploadStore } from './upload-store.ts';

/** Where the registry keeps things. */
export interface Stores {
  readonly content: ContentStore;
  readonly repositories: RepositoryStore;
  readonly uploads: UploadStore;
}

/** One request while it is answered. */
export interface Call {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  readonly method: string;
  readonly query: URLSearchParams;
}

/** Answers without a body. */
export function replyEmpty(
  { res }: Call,
  status: number,
  headers: Readonly<Record<string, string | number>> = {},
): void {
  res.writeHead(status, { ...(status === 204 ? {} : { 'content-length': 0 }), ...headers });
  res.end();
}

/** Answers with JSON, or with its head alone for HEAD. */
export function replyJson(
  { res, method }: Call,
  value: unknown,
  headers: Readonly<Record<string, string | number>> = {},
): void {
  const body = Buffer.from(JSON.stringify(value));
  res.writeHead(200, {
    'content-type': 'application/json',
    'content-length': body.length,
    ...headers,
  });
  res.end(method === 'HEAD' ? undefined : body);
}

/** The refusal of a method that a path does not have. */
export function unsupported(call: Call): RegistryError {
  return new RegistryError('UNSUPPORTED', `${call.method} is not possible here`);
}

/** One page of a sorted list, by the specification's `n` and `last`. */
export function page(
  all: readonly string[],
  query: URLSearchParams,
): { readonly items: readonly string[]; readonly next?: string } {
  const last = query.get('last');
  const rest = last === null ? all : all.filter((item) => item > last);
  const asked = query.get('n');
  if (asked === null) return { items: rest };
  const count = Number(asked);
  if (!Number.isSafeInteger(count) || count < 0) {
    throw new RegistryError('UNSUPPORTED', '"n" is not a number of results', { status: 400 });
  }
  const items = rest.slice(0, count);
  const end = items.at(-1);
  return end === undefined || items.length === rest.length ? { items } : { items, next: end };
}
