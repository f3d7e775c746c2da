import {
  type ClientRequest,
  request as requestHttp,
  type IncomingMessage,
  type RequestOptions,
} from 'node:http';
import { request as requestHttps } from 'node:https';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import { OciError } from './errors.ts';

/** Where to connect for a host's name. */
export interface HostRoute {
  /** `http://…` or `https://…`, without a path. */
  readonly origin: string;
  /** The Host header to send, when it is not the origin's own. */
  readonly hostHeader?: string;
  /** Certificate authority to trust, in PEM. */
  readonly caPem?: string;
  /** Accept any certificate. */
  readonly insecure?: boolean;
}

/** One HTTP request. */
export interface HttpRequest {
  readonly method: 'GET' | 'HEAD' | 'PUT' | 'POST' | 'PATCH' | 'DELETE';
  /** Path and query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | Readable;
}

/** How long a request may take, in milliseconds. */
export interface HttpTimeouts {
  /** Until the answer's head has come (from the end of the upload). */
  readonly headMs: number;
  /** Without a byte in either direction. */
  readonly idleMs: number;
}

/**
 * Sends one request and gives the answer when its head has come. Redirects are not followed.
 *
 * `node:http` rather than `fetch`, because a logical host needs its own Host header and authority.
 * @throws OciError `registry-unreachable`
 */
export async function exchange(
  route: HostRoute,
  request: HttpRequest,
  timeouts: HttpTimeouts,
): Promise<IncomingMessage> {
  const url = new URL(request.path, route.origin);
  const { body } = request;
  const options: RequestOptions & { readonly ca?: string; readonly rejectUnauthorized?: boolean } =
    {
      method: request.method,
      headers: {
        ...request.headers,
        ...(route.hostHeader === undefined ? {} : { host: route.hostHeader }),
        ...(body instanceof Uint8Array ? { 'content-length': String(body.byteLength) } : {}),
      },
      timeout: timeouts.idleMs,
      ...(route.caPem === undefined ? {} : { ca: route.caPem }),
      ...(route.insecure === true ? { rejectUnauthorized: false } : {}),
    };
  const outgoing = (url.protocol === 'https:' ? requestHttps : requestHttp)(url, options);
  outgoing.on('timeout', () => {
    outgoing.destroy(new Error(`nothing was received for ${timeouts.idleMs} ms`));
  });
  const answer = new Promise<IncomingMessage>((resolve, reject) => {
    outgoing.once('response', resolve);
    outgoing.once('error', reject);
  });
  // A registry may answer before it has read the body; its answer counts, not the broken upload.
  const sent = send(outgoing, body);
  sent.catch((error: unknown) => outgoing.destroy(error instanceof Error ? error : undefined));
  try {
    return await withHeadTimeout(answer, sent, timeouts.headMs);
  } catch (cause) {
    outgoing.destroy();
    const why = cause instanceof Error ? cause.message || cause.name : String(cause);
    throw new OciError(
      'registry-unreachable',
      `${request.method} ${route.hostHeader ?? url.host}${url.pathname} failed: ${why}`,
      { cause },
    );
  }
}

async function send(
  outgoing: ClientRequest,
  body: Uint8Array | Readable | undefined,
): Promise<void> {
  if (body === undefined || body instanceof Uint8Array) {
    if (body === undefined) outgoing.end();
    else outgoing.end(body);
    return;
  }
  await pipeline(body, outgoing);
}

async function withHeadTimeout(
  answer: Promise<IncomingMessage>,
  sent: Promise<void>,
  headMs: number,
): Promise<IncomingMessage> {
  await Promise.race([sent.catch(() => undefined), answer]);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer came within ${headMs} ms`)), headMs);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Reads an answer's body whole.
 * @throws OciError `registry-error` when it is longer than `limit` bytes
 */
export async function readBody(answer: IncomingMessage, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of answer) {
    const bytes: Buffer = chunk;
    size += bytes.length;
    if (size > limit) {
      throw new OciError('registry-error', `The registry's answer is longer than ${limit} bytes`);
    }
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}
