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
      request.headers.set('idempotency-key', crypto.randomUUID());
    }
    return request;
  },
};
