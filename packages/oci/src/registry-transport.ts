import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';

import { OciError } from './errors.ts';
import {
  exchange,
  type HostRoute,
  type HttpRequest,
  type HttpTimeouts,
  readBody,
} from './http-exchange.ts';
import { RegistryAuth, type RegistryCredentials } from './registry-auth.ts';

/** How a registry is reached. */
export interface TransportOptions {
  /** The registry's name as references say it, with its port. */
  readonly host: string;
  /** Decides where to connect for a host; `https://<host>` (loopback: `http://`) when absent. */
  readonly resolveHost?: ((host: string) => HostRoute | Promise<HostRoute>) | undefined;
  readonly credentials?: RegistryCredentials | undefined;
  readonly timeouts?: Partial<HttpTimeouts> | undefined;
  /** Attempts at a request that may be repeated; 3 when absent. */
  readonly attempts?: number | undefined;
}

/** A request to the registry; a body that is a function can be sent again. */
export interface RegistryRequest {
  readonly method: HttpRequest['method'];
  /** Path and query, or the absolute address a registry gave for an upload. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | (() => Promise<Readable>);
  /** What a token must allow, e.g. `repository:acme/app:pull`. */
  readonly scope: readonly string[];
}

const LOOPBACK = /^(?:localhost|[a-z0-9.-]+\.localhost|127(?:\.\d+){3}|\[::1\])(?::\d+)?$/i;
const DEFAULT_TIMEOUTS: HttpTimeouts = { headMs: 60_000, idleMs: 60_000 };
const MAX_REDIRECTS = 5;
const ERROR_LIMIT = 64 * 1024;

function defaultRoute(host: string): HostRoute {
  return { origin: `${LOOPBACK.test(host) ? 'http' : 'https'}://${host}` };
}

/** Sends requests to one registry: authentication, redirects, repeats. */
export class RegistryTransport {
  readonly host: string;
  readonly #resolveHost: (host: string) => HostRoute | Promise<HostRoute>;
  readonly #timeouts: HttpTimeouts;
  readonly #attempts: number;
  readonly #auth: RegistryAuth;

  constructor(options: TransportOptions) {
    this.host = options.host;
    this.#resolveHost = options.resolveHost ?? defaultRoute;
    this.#timeouts = { ...DEFAULT_TIMEOUTS, ...options.timeouts };
    this.#attempts = options.attempts ?? 3;
    this.#auth = new RegistryAuth(options.credentials, async (url) => this.#fetchToken(url));
  }

  /**
   * Sends a request until it is answered with something other than 401, 429 or 5xx, or the
   * attempts are used up.
   * @throws OciError `registry-unreachable`
   */
  async send(request: RegistryRequest): Promise<IncomingMessage> {
    for (let attempt = 1; ; attempt += 1) {
      let answer: IncomingMessage | undefined;
      try {
        answer = await this.#authorized(request);
        if (!isPassing(answer.statusCode ?? 0) || attempt >= this.#attempts) return answer;
        answer.resume();
      } catch (error) {
        const passing = error instanceof OciError && error.code === 'registry-unreachable';
        if (!passing || attempt >= this.#attempts) throw error;
      }
      await sleep(retryDelay(attempt, answer?.headers['retry-after']));
    }
  }

  /** The error for an answer that is not what was asked for; consumes its body. */
  async failure(answer: IncomingMessage, what: string): Promise<OciError> {
    const status = answer.statusCode ?? 0;
    const body = await readBody(answer, ERROR_LIMIT).catch(() => Buffer.alloc(0));
    const detail = errorDetail(body);
    const message = `${what}: ${this.host} answered ${status}${detail === '' ? '' : ` (${detail})`}`;
    if (status === 401 || status === 403) return new OciError('registry-denied', message);
    if (status === 404) return new OciError('registry-not-found', message);
    return new OciError('registry-error', message);
  }

  async #authorized(request: RegistryRequest): Promise<IncomingMessage> {
    const answer = await this.#follow(request, await this.#auth.header(request.scope));
    if (answer.statusCode !== 401) return answer;
    const renewed = await this.#auth.answer(answer.headers['www-authenticate'], request.scope);
    if (renewed === undefined) return answer;
    answer.resume();
    return this.#follow(request, renewed);
  }

  async #follow(
    request: RegistryRequest,
    authorization: string | undefined,
  ): Promise<IncomingMessage> {
    const route = await this.#resolveHost(this.host);
    let target = { route, url: new URL(request.path, logicalOrigin(route, this.host)) };
    for (let hop = 0; ; hop += 1) {
      // Credentials go to the registry itself only, never to where it sends us.
      const own = target.url.host === logicalOrigin(route, this.host).host;
      if (!own) target = { ...target, route: await this.#resolveHost(target.url.host) };
      const body = typeof request.body === 'function' ? await request.body() : request.body;
      const answer = await exchange(
        target.route,
        {
          method: request.method,
          path: target.url.pathname + target.url.search,
          headers: {
            'user-agent': 'fairway-oci',
            ...request.headers,
            ...(own && authorization !== undefined ? { authorization } : {}),
          },
          ...(body === undefined ? {} : { body }),
        },
        this.#timeouts,
      );
      const location = answer.headers.location;
      if (!isRedirect(answer.statusCode ?? 0) || location === undefined || hop >= MAX_REDIRECTS) {
        return answer;
      }
      answer.resume();
      const next = new URL(location, target.url);
      if (target.url.protocol === 'https:' && next.protocol !== 'https:') {
        throw new OciError(
          'registry-error',
          `${this.host} redirects from https to ${next.protocol}//${next.host}`,
        );
      }
      target = { ...target, url: next };
    }
  }

  async #fetchToken(url: URL): Promise<(authorization: string | undefined) => Promise<unknown>> {
    const registry = await this.#resolveHost(this.host);
    const own = url.host === logicalOrigin(registry, this.host).host;
    const route = own ? registry : await this.#resolveHost(url.host);
    if (!own && !route.origin.startsWith('https:') && registry.origin.startsWith('https:')) {
      throw new OciError(
        'registry-denied',
        `${this.host} asks for credentials to be sent to ${url.origin} in clear`,
      );
    }
    return async (authorization) => {
      const headers = authorization === undefined ? {} : { authorization };
      const path = url.pathname + url.search;
      const answer = await exchange(route, { method: 'GET', path, headers }, this.#timeouts);
      if (answer.statusCode !== 200)
        throw await this.failure(answer, `Getting a token from ${url.host}`);
      return JSON.parse((await readBody(answer, ERROR_LIMIT)).toString('utf8'));
    };
  }
}

/** The address a registry knows itself by, whatever we connect to. */
function logicalOrigin(route: HostRoute, host: string): URL {
  return new URL(`${new URL(route.origin).protocol}//${route.hostHeader ?? host}`);
}

function isPassing(status: number): boolean {
  return status === 429 || (status >= 500 && status !== 501);
}

function isRedirect(status: number): boolean {
  return status === 301 || status === 302 || status === 303 || status === 307 || status === 308;
}

function retryDelay(attempt: number, retryAfter: string | undefined): number {
  const asked = Number(retryAfter) * 1000;
  if (asked > 0) return Math.min(asked, 30_000);
  return 200 * 3 ** (attempt - 1) * (0.5 + Math.random());
}

/** What the registry says of an error: `{"errors": [{"code", "message"}]}`. */
function errorDetail(body: Buffer): string {
  try {
    const parsed: { errors?: { code?: unknown; message?: unknown }[] } = JSON.parse(
      body.toString('utf8'),
    );
    const first = parsed.errors?.[0];
    return first === undefined
      ? ''
      : `${String(first.code)}: ${String(first.message)}`.slice(0, 500);
  } catch {
    return '';
  }
}
