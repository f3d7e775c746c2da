import createClient, { type Client, type ClientOptions, type Middleware } from 'openapi-fetch';
import type { paths } from './generated/schema.ts';

/** A client of the Fairway API; one method a HTTP verb, typed by path. */
export type ApiClient = Client<paths>;

/** How a client reaches the API; `token` is an API token (a browser sends its session cookie). */
export interface ApiClientOptions {
  baseUrl: string;
  token?: string;
  fetch?: ClientOptions['fetch'];
}

/**
 * Makes a client. Every POST carries an `Idempotency-Key` of its own, so that a repetition by the
 * network changes nothing twice.
 */
export function createApiClient({ baseUrl, token, fetch }: ApiClientOptions): ApiClient {
  const client = createClient<paths>({
    baseUrl,
    ...(fetch === undefined ? {} : { fetch }),
    ...(token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } }),
  });
  client.use(idempotencyKeys);
  return client;
}

const idempotencyKeys: Middleware = {
  onRequest({ request }) {
    if (request.method === 'POST' && !request.headers.has('idempotency-key')) {
      request.headers.set('idempotency-key', newKey());
    }
    return request;
  },
};

/** Not `randomUUID`: browsers have that on https and localhost alone. */
function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
