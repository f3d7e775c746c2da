import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** One event of a stream; `id` is what a client resumes after. */
export interface ServerSentEvent {
  id?: string;
  event: string;
  data: unknown;
}

declare module 'fastify' {
  interface FastifyInstance {
    /** Ends each event stream that is open. */
    openStreams: Set<() => void>;
  }
}

const heartbeatMs = 15_000;

/** Lets routes answer with event streams, which end when the application closes. */
export function addEventStreams(app: FastifyInstance): void {
  const openStreams = new Set<() => void>();
  app.decorate('openStreams', openStreams);
  app.addHook('onClose', async () => openStreams.forEach((stop) => stop()));
}

/**
 * Answers a request with an event stream until the source ends, the client goes away, the server
 * closes or the client may no longer read it; sends a comment every 15 s so that proxies keep the
 * connection. The source gets the id that the client
 * resumes after (`Last-Event-ID`) and a signal that aborts with the client.
 */
export async function sendEvents(
  request: FastifyRequest,
  reply: FastifyReply,
  source: (lastEventId: string | undefined, signal: AbortSignal) => AsyncIterable<ServerSentEvent>,
): Promise<void> {
  reply.hijack();
  const response = reply.raw;
  const controller = new AbortController();
  const stop = (): void => controller.abort();
  const { openStreams } = request.server;
  openStreams.add(stop);
  response.on('close', stop);
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'x-accel-buffering': 'no',
  });
  if (request.method === 'HEAD') {
    response.end();
    openStreams.delete(stop);
    return;
  }
  response.write('retry: 1000\n\n');
  const heartbeat = setInterval(() => {
    response.write(': still here\n\n');
    request.stillAllowed().then(
      (allowed) => allowed || stop(),
      (error: unknown) => request.log.warn({ err: error }, 'an event stream was not checked'),
    );
  }, heartbeatMs);
  const lastEventId = request.headers['last-event-id'];
  try {
    for await (const event of source(
      typeof lastEventId === 'string' ? lastEventId : undefined,
      controller.signal,
    )) {
      if (controller.signal.aborted) break;
      if (!response.write(format(event))) await drained(response, controller.signal);
    }
  } catch (error) {
    if (!controller.signal.aborted) request.log.error({ err: error }, 'event stream failed');
  } finally {
    clearInterval(heartbeat);
    openStreams.delete(stop);
    controller.abort();
    response.end();
  }
}

function format({ id, event, data }: ServerSentEvent): string {
  const head = id === undefined ? '' : `id: ${id}\n`;
  return `${head}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}

function drained(response: FastifyReply['raw'], signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      response.off('drain', done);
      signal.removeEventListener('abort', done);
      resolve();
    };
    response.on('drain', done);
    signal.addEventListener('abort', done);
  });
}
