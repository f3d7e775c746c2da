import { request as httpRequest, Agent as HttpAgent, type IncomingMessage } from 'node:http';
import { request as httpsRequest, Agent as HttpsAgent } from 'node:https';
import { StatusError, type Status } from '../status-error.ts';
import { isObject } from '../json.ts';
import { timeout, unavailable } from '../status-errors.ts';

/** Where an API server is and how to prove who asks. */
export interface TransportOptions {
  /** `https://host:port`, with a path when the API lies below one. */
  server: string;
  /** Certificates that the server's is checked against; the system's by default. */
  caPem?: string;
  /** A bearer token, or a function that reads the current one (service account files rotate). */
  token?: string | (() => string | Promise<string>);
  certPem?: string;
  keyPem?: string;
  /** The name to check the server's certificate against, when it isn't the host. */
  tlsServerName?: string;
  /** How long one answer may take, 30 s by default; a watch may be silent for ten times as long. */
  timeoutMs?: number;
  userAgent?: string;
}

/** One request; `body` is sent as JSON of that media type. */
interface TransportRequest {
  method: string;
  path: string;
  body?: unknown;
  contentType?: string;
  signal?: AbortSignal;
}

/** Sends requests to one API server over kept-alive connections. */
export interface Transport {
  /** The answer's JSON. Rejects with StatusError on a failure Status and on lost connections. */
  json(request: TransportRequest): Promise<unknown>;
  /** The answer's lines as they come, each one JSON document. */
  lines(request: TransportRequest): AsyncIterable<string>;
  close(): void;
}

const TIMEOUT_MS = 30_000;

/** Makes a transport; it opens connections when first used. */
export function createTransport(options: TransportOptions): Transport {
  const base = new URL(options.server);
  const prefix = base.pathname.replace(/\/+$/, '');
  const secure = base.protocol === 'https:';
  const agent = secure
    ? new HttpsAgent({ keepAlive: true, ...tlsOptions(options) })
    : new HttpAgent({ keepAlive: true });
  const limit = options.timeoutMs ?? TIMEOUT_MS;

  async function send(request: TransportRequest, idleMs: number): Promise<IncomingMessage> {
    const payload = request.body === undefined ? undefined : JSON.stringify(request.body);
    const headers = await requestHeaders(options, request, payload);
    return new Promise((resolve, reject) => {
      const outgoing = (secure ? httpsRequest : httpRequest)(
        {
          agent,
          method: request.method,
          hostname: base.hostname.replace(/^\[|\]$/g, ''),
          port: base.port,
          path: `${prefix}${request.path}`,
          headers,
          ...(request.signal === undefined ? {} : { signal: request.signal }),
        },
        resolve,
      );
      outgoing.on('error', (error) => reject(connectionFailure(error, request, options.server)));
      outgoing.setTimeout(idleMs, () => {
        outgoing.destroy(
          timeout(`${request.method} ${options.server} gave no answer in ${idleMs} ms`),
        );
      });
      outgoing.end(payload);
    });
  }

  return {
    async json(request) {
      const answer = await send(request, limit);
      const text = await readText(answer);
      const value = parseJson(text);
      if ((answer.statusCode ?? 500) >= 400) throw failureOf(value, text, answer);
      return value;
    },
    async *lines(request) {
      const answer = await send(request, limit * 10);
      if ((answer.statusCode ?? 500) >= 400) {
        const text = await readText(answer);
        throw failureOf(parseJson(text), text, answer);
      }
      try {
        yield* splitLines(answer);
      } finally {
        answer.destroy();
      }
    },
    close() {
      agent.destroy();
    },
  };
}

function tlsOptions(options: TransportOptions): Record<string, string> {
  return {
    ...(options.caPem === undefined ? {} : { ca: options.caPem }),
    ...(options.certPem === undefined ? {} : { cert: options.certPem }),
    ...(options.keyPem === undefined ? {} : { key: options.keyPem }),
    ...(options.tlsServerName === undefined ? {} : { servername: options.tlsServerName }),
  };
}

async function requestHeaders(
  options: TransportOptions,
  request: TransportRequest,
  payload: string | undefined,
): Promise<Record<string, string>> {
  const token = typeof options.token === 'function' ? await options.token() : options.token;
  return {
    accept: 'application/json',
    'user-agent': options.userAgent ?? 'fairway',
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    ...(payload === undefined
      ? {}
      : {
          'content-type': request.contentType ?? 'application/json',
          'content-length': String(Buffer.byteLength(payload)),
        }),
  };
}

async function readText(answer: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

async function* splitLines(answer: IncomingMessage): AsyncGenerator<string> {
  let rest = '';
  answer.setEncoding('utf8');
  for await (const chunk of answer) {
    const parts = (rest + (chunk as string)).split('\n');
    rest = parts.pop() ?? '';
    for (const line of parts) if (line.trim() !== '') yield line;
  }
  if (rest.trim() !== '') yield rest;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // the caller answers with the text itself
  }
}

/** The server's own Status, or one made of what a proxy in between answered. */
function failureOf(value: unknown, text: string, answer: IncomingMessage): StatusError {
  if (isObject(value) && value['kind'] === 'Status')
    return new StatusError(value as unknown as Status);
  const code = answer.statusCode ?? 500;
  return new StatusError({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: `the server answered ${code}: ${text.slice(0, 300)}`,
    reason: REASONS[code] ?? 'Unknown',
    code,
  });
}

const REASONS: Readonly<Record<number, string>> = {
  400: 'BadRequest',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'NotFound',
  405: 'MethodNotAllowed',
  409: 'Conflict',
  410: 'Expired',
  422: 'Invalid',
  429: 'TooManyRequests',
  500: 'InternalError',
  503: 'ServiceUnavailable',
  504: 'Timeout',
};

function connectionFailure(error: Error, request: TransportRequest, server: string): Error {
  if (error instanceof StatusError || request.signal?.aborted === true) return error;
  return unavailable(`cannot reach the Kubernetes API at ${server}: ${error.message}`, error);
}
