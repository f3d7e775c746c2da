import type { ServerResponse } from 'node:http';
import type { ApiRequest } from '../request/api-request.ts';
import type { ServerContext } from '../request/context.ts';
import { toServedJson } from '../storage/object-text.ts';
import { toPartial } from '../tables/partial-metadata.ts';
import { toTable } from '../tables/table.ts';
import type { FeedEvent, WatchFeed } from '../watch-cache/watch-feed.ts';
import type { Representation } from './accept.ts';

/** A client that lets this many bytes pile up is cut off; it watches again from its last event. */
const maximumBuffered = 32 * 1024 * 1024;

/** Lines that were made for one watcher serve all others with the same object. */
const lines = new WeakMap<Buffer, Map<FeedEvent['type'], Buffer>>();

/** Streams a watch, one chunk a batch of events, until time is up or either side closes. */
export async function sendWatch(
  context: ServerContext,
  request: ApiRequest,
  response: ServerResponse,
  watch: { feed: WatchFeed; timeoutMs: number },
  representation: Representation,
): Promise<void> {
  const { feed, timeoutMs } = watch;
  response.writeHead(200, {
    'Content-Type': 'application/json',
    'Cache-Control': 'no-cache, private',
  });
  response.flushHeaders();
  response.once('close', () => feed.close());
  const timer = setTimeout(() => feed.close(), Math.min(timeoutMs, 2 ** 31 - 1));
  let first = true;
  const toLine = (event: FeedEvent): Buffer => {
    const line = lineOf(context, request, event, representation, first);
    first = false;
    return line;
  };
  try {
    for await (const batch of feed) {
      response.write(
        batch.length === 1 && batch[0] ? toLine(batch[0]) : Buffer.concat(batch.map(toLine)),
      );
      if (response.writableLength > maximumBuffered) response.destroy();
    }
  } finally {
    clearTimeout(timer);
    response.end();
  }
}

function lineOf(
  context: ServerContext,
  request: ApiRequest,
  event: FeedEvent,
  { as }: Representation,
  first: boolean,
): Buffer {
  if (event.type === 'ERROR') return line(event.type, Buffer.from(JSON.stringify(event.object)));
  if (as === 'Table') {
    const { resourceVersion = '' } = event.object.metadata;
    const views = event.type === 'BOOKMARK' ? [] : [event];
    const table = toTable(request, views, { resourceVersion }, context.now());
    // Only the first event carries the columns.
    if (!first) table.columnDefinitions = null;
    return line(event.type, Buffer.from(JSON.stringify(table)));
  }
  if (as === 'PartialObjectMetadata') {
    return line(event.type, Buffer.from(JSON.stringify(toPartial(event.object))));
  }
  if (event.json === undefined) return line(event.type, toServedJson(event.object));
  let byType = lines.get(event.json);
  if (byType === undefined) {
    byType = new Map();
    lines.set(event.json, byType);
  }
  let made = byType.get(event.type);
  if (made === undefined) {
    made = line(event.type, event.json);
    byType.set(event.type, made);
  }
  return made;
}

const end = Buffer.from('}\n');

function line(type: FeedEvent['type'], object: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`{"type":"${type}","object":`), object, end]);
}
