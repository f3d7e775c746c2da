import { isStatus, type KubeClient, type KubeObject } from '@fairway/kube';
import { valueAt } from './json.ts';
import type { ServerContext } from './request/context.ts';

const lifetimeMs = 3_600_000;
const checkEveryMs = 300_000;
const events = { group: '', version: 'v1', resource: 'events' };

/** True for an Event that nobody has touched for an hour, which is how long they are kept. */
export function isExpiredEvent(event: KubeObject, now: Date): boolean {
  const times = [
    event.metadata.creationTimestamp,
    event['firstTimestamp'],
    event['lastTimestamp'],
    event['eventTime'],
    valueAt(event, 'series', 'lastObservedTime'),
  ].flatMap((time) => (typeof time === 'string' ? [Date.parse(time)] : []));
  return Math.max(...times.filter((time) => !Number.isNaN(time))) < now.getTime() - lifetimeMs;
}

/** Deletes expired Events now and then, until the server closes. */
export function expireEvents(context: ServerContext, client: KubeClient): void {
  const timer = setInterval(() => {
    removeExpired(context, client).catch((error: unknown) => {
      if (!context.closing.aborted) context.logger.warn({ err: error }, 'old events remain');
    });
  }, checkEveryMs);
  timer.unref();
  context.closing.addEventListener('abort', () => clearInterval(timer), { once: true });
}

async function removeExpired(context: ServerContext, client: KubeClient): Promise<void> {
  const now = context.now();
  for (const { object, name, namespace } of context.store.cache.list('core/events')) {
    if (context.closing.aborted) return;
    if (!isExpiredEvent(object, now)) continue;
    try {
      await client.delete(events, { name, namespace });
    } catch (error) {
      if (!isStatus(error, 'NotFound')) throw error;
    }
  }
}
