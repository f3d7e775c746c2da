import type { FastifyReply, FastifyRequest } from 'fastify';

/** One event of a stream; `id` is what a client resumes after. */
export interface ServerSentEvent {
  id?: string;
  event: string;
  data: unknown;
}

const heartbeatMs = 15_000;

/**
 * Answers a request with an event stream until the source ends or the client goes away; sends a
 * comment every 15 s so that proxies keep the connection. The source gets the id that the client
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
  response.on('close', () => controller.abort());
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  });
  response.write('retry: 1000\n\n');
  const heartbeat = setInterval(() => response.write(': still here\n\n'), heartbeatMs);
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
