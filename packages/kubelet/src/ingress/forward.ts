import {
  request as openRequest,
  type ClientRequest,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import type { AgentPool } from './agent-pool.ts';
import type { Backend } from './backends.ts';
import { endToEnd, requestHeaders } from './forwarded-headers.ts';

/** Times after which a silent backend is given up. */
export interface ForwardTimeouts {
  readonly connectMs: number;
  /** Until the answer's head, and between two pieces of its body. */
  readonly idleMs: number;
}

/**
 * How a try ended: answered, or failed before anything reached the client. `retry` says whether
 * another endpoint may be tried: nothing was sent, or sending it twice does no harm.
 */
export type ForwardResult =
  | { readonly kind: 'done' }
  | {
      readonly kind: 'failed';
      readonly retry: boolean;
      readonly timeout: boolean;
      readonly error: Error;
    };

const idempotent = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE', 'PUT', 'DELETE']);

/** Sends a request to one backend and its answer to the client, both as streams. */
export async function forward(
  request: IncomingMessage,
  response: ServerResponse,
  backend: Backend,
  agents: AgentPool,
  timeouts: ForwardTimeouts,
): Promise<ForwardResult> {
  return await new Promise((resolve) => {
    const { host, port } = backend.address;
    const hasBody =
      request.headers['content-length'] !== undefined ||
      request.headers['transfer-encoding'] !== undefined;
    const outgoing = openRequest({
      host,
      port,
      method: request.method,
      path: request.url,
      headers: requestHeaders(request, false),
      agent: agents.get(backend),
      setHost: false,
    });
    let connected = false;
    let timedOut = false;
    const giveUp = (): void => {
      timedOut = true;
      outgoing.destroy(new Error(connected ? 'no answer in time' : 'no connection in time'));
    };
    let timer = setTimeout(giveUp, timeouts.connectMs);
    const left = (): void => void outgoing.destroy();
    response.once('close', left);
    const finish = (result: ForwardResult): void => {
      clearTimeout(timer);
      response.removeListener('close', left);
      resolve(result);
    };
    whenConnected(outgoing, () => {
      connected = true;
      clearTimeout(timer);
      timer = setTimeout(giveUp, timeouts.idleMs);
      // The body waits for the connection, so that a refused one leaves it whole for another try.
      if (hasBody) request.pipe(outgoing);
      else outgoing.end();
    });
    outgoing.once('error', (error) => {
      request.unpipe(outgoing);
      if (response.headersSent) response.destroy();
      const safe = !connected || (!hasBody && idempotent.has(request.method ?? ''));
      const retry = safe && !timedOut && !response.headersSent && !response.destroyed;
      finish({ kind: 'failed', retry, timeout: timedOut, error });
    });
    outgoing.once('response', (answer) => {
      clearTimeout(timer);
      answer.setTimeout(timeouts.idleMs, () =>
        answer.destroy(new Error('no more of the answer in time')),
      );
      response.writeHead(
        answer.statusCode ?? 502,
        answer.statusMessage,
        endToEnd(answer.rawHeaders, answer.headers.connection),
      );
      answer.pipe(response);
      answer.once('error', () => response.destroy());
      answer.once('close', () => finish({ kind: 'done' }));
    });
    outgoing.on('information', ({ statusCode }) => {
      if (statusCode === 100) response.writeContinue();
    });
  });
}

/** A kept connection is connected already. */
function whenConnected(outgoing: ClientRequest, listener: () => void): void {
  outgoing.once('socket', (socket) => {
    if (socket.connecting) socket.once('connect', listener);
    else listener();
  });
}
