import { formatApiVersion, type KubeObject, expired } from '@fairway/kube';
import { viewOf } from '../conversion/convert.ts';
import type { ServedResource } from '../registry/served-resource.ts';
import type { ApiRequest, ApiResult, View } from '../request/api-request.ts';
import type { ServerContext } from '../request/context.ts';
import { matcherOf, type Matcher } from '../request/matcher.ts';
import { readBoolean, readCount, readResourceVersion } from '../request/options.ts';
import type { CacheEvent } from '../watch-cache/entry.ts';
import { WatchFeed, type FeedEvent } from '../watch-cache/watch-feed.ts';

const bookmarkEveryMs = 60_000;

/** A watcher that lets this many events pile up is cut off; it starts again from its last revision. */
const maximumBacklog = 50_000;

/** GET with watch=1: history after a revision (or the present state), then every change. */
export async function watch(context: ServerContext, request: ApiRequest): Promise<ApiResult> {
  const matcher = matcherOf(request);
  const since = readResourceVersion(request.query);
  if (since !== undefined && since > context.store.cache.applied) await context.store.catchUp();
  const timeoutSeconds = readCount(request.query, 'timeoutSeconds') ?? 0;
  const timeoutMs = (timeoutSeconds || 1800 + Math.random() * 1800) * 1000;
  return { type: 'watch', feed: open(context, request, matcher, since), timeoutMs };
}

function open(
  context: ServerContext,
  request: ApiRequest,
  matcher: Matcher,
  since: number | undefined,
): WatchFeed {
  const { cache } = context.store;
  const { resource } = request;
  const feed = new WatchFeed();
  const bookmarks = readBoolean(request.query, 'allowWatchBookmarks');
  const sendInitial = request.query.has('sendInitialEvents')
    ? readBoolean(request.query, 'sendInitialEvents')
    : since === undefined || since === 0;
  if (sendInitial) {
    const entries = cache.list(resource.storage.id, request.namespace);
    const present = entries.filter((entry) => matcher.matches(entry));
    feed.push(present.map((entry) => ({ type: 'ADDED', ...viewOf(entry, resource) })));
    if (request.query.has('sendInitialEvents') && bookmarks) {
      feed.push([bookmark(resource, cache.applied, true)]);
    }
  } else if (since !== undefined && since !== 0) {
    const events = cache.since(resource.storage.id, since);
    if (events === undefined) {
      const { status } = expired(`too old resource version: ${since} (${cache.windowStart})`);
      feed.push([{ type: 'ERROR', object: status as unknown as KubeObject, json: undefined }]);
      feed.close();
      return feed;
    }
    feed.push(translate(events, matcher, resource, since));
  }
  follow(context, request, matcher, feed);
  if (bookmarks) {
    const timer = setInterval(
      () => feed.push([bookmark(resource, cache.applied, false)]),
      bookmarkEveryMs,
    );
    timer.unref();
    feed.onClose(() => clearInterval(timer));
  }
  return feed;
}

function follow(
  context: ServerContext,
  request: ApiRequest,
  matcher: Matcher,
  feed: WatchFeed,
): void {
  const { cache } = context.store;
  // A revision from the future (another server's): what comes before it is already known.
  const unsubscribe = cache.subscribe(request.resource.storage.id, (events) => {
    feed.push(translate(events, matcher, request.resource, 0));
    if (feed.backlog > maximumBacklog) feed.close();
  });
  const close = (): void => feed.close();
  request.signal.addEventListener('abort', close, { once: true });
  context.closing.addEventListener('abort', close, { once: true });
  feed.onClose(() => {
    unsubscribe();
    request.signal.removeEventListener('abort', close);
    context.closing.removeEventListener('abort', close);
  });
  if (request.signal.aborted || context.closing.aborted) feed.close();
}

function translate(
  events: readonly CacheEvent[],
  matcher: Matcher,
  resource: ServedResource,
  after: number,
): FeedEvent[] {
  const translated: FeedEvent[] = [];
  for (const event of events) {
    if (event.rv <= after) continue;
    const before = event.previous !== undefined && matcher.matches(event.previous);
    const now = event.type !== 'DELETED' && matcher.matches(event.entry);
    if (now) {
      translated.push({ type: before ? 'MODIFIED' : 'ADDED', ...viewOf(event.entry, resource) });
    } else if (before) {
      translated.push({ type: 'DELETED', ...lastView(event, resource) });
    }
  }
  return translated;
}

/** A DELETED event shows the last state that matched, at the revision of the change. */
function lastView(event: CacheEvent, resource: ServedResource): View {
  if (event.type === 'DELETED' || event.previous === undefined)
    return viewOf(event.entry, resource);
  const { object } = viewOf(event.previous, resource);
  const metadata = { ...object.metadata, resourceVersion: String(event.rv) };
  return { object: { ...object, metadata }, json: undefined };
}

function bookmark(resource: ServedResource, rv: number, initialEnd: boolean): FeedEvent {
  const annotations = initialEnd ? { annotations: { 'k8s.io/initial-events-end': 'true' } } : {};
  const object: KubeObject = {
    kind: resource.kind,
    apiVersion: formatApiVersion(resource),
    metadata: { resourceVersion: String(rv), ...annotations },
  };
  return { type: 'BOOKMARK', object, json: undefined };
}
