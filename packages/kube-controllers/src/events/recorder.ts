import {
  createWorkQueue,
  formatTime,
  isStatus,
  resources,
  type Event,
  type KubeClient,
  type KubeObject,
} from '@fairway/kube';

/** Writes events in the background; an event must never hold a controller up. */
export interface EventRecorder {
  /** Reports on an object; the same report again within an hour only raises its count. */
  record(
    object: KubeObject,
    type: 'Normal' | 'Warning',
    reason: string,
    message: string,
    component: string,
  ): void;
  /** Settles once everything recorded so far is written. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

/** What `createEventRecorder` needs. */
export interface EventRecorderOptions {
  client: KubeClient;
  now: () => Date;
  onError: (error: unknown) => void;
}

interface Series {
  event: Event;
  /** How often the report was made, and how often that is already written. */
  count: number;
  written: number;
  last: Date;
}

const SERIES_MS = 3_600_000;
const MAX_SERIES = 4096;

/** Makes a recorder. */
export function createEventRecorder(options: EventRecorderOptions): EventRecorder {
  const { client, now } = options;
  const series = new Map<string, Series>();
  const queue = createWorkQueue({
    onError: options.onError,
    backoff: { baseMs: 100, maxMs: 60_000 },
    reconcile: async (key) => {
      const entry = series.get(key);
      if (entry === undefined || entry.written === entry.count) return;
      const { count } = entry;
      try {
        await write(client, entry, count);
      } catch (error) {
        // A namespace that is going takes no more events.
        if (!isStatus(error, 'Forbidden') && !isStatus(error, 'NotFound')) throw error;
        series.delete(key);
      }
      entry.written = count;
    },
  });

  return {
    record(object, type, reason, message, component) {
      const key = JSON.stringify([object.metadata.uid, type, reason, message, component]);
      const at = now();
      const current = series.get(key);
      if (current !== undefined && at.getTime() - current.last.getTime() < SERIES_MS) {
        current.count++;
        current.last = at;
      } else {
        series.delete(key);
        const event = newEvent(object, { type, reason, message, component }, at);
        series.set(key, { event, count: 1, written: 0, last: at });
        forgetOldest(series);
      }
      queue.add(key);
    },
    idle: () => queue.idle(),
    close: () => queue.close(),
  };
}

async function write(client: KubeClient, entry: Series, count: number): Promise<void> {
  const { name = '', namespace = 'default' } = entry.event.metadata;
  const lastTimestamp = formatTime(entry.last);
  if (entry.written > 0) {
    const type = 'application/merge-patch+json';
    try {
      await client.patch(resources.events, { name, namespace }, { count, lastTimestamp }, { type });
      return;
    } catch (error) {
      if (!isStatus(error, 'NotFound')) throw error; // expired meanwhile: written anew below
    }
  }
  await client.create(resources.events, { ...entry.event, count, lastTimestamp }, { namespace });
}

function newEvent(
  object: KubeObject,
  report: { type: 'Normal' | 'Warning'; reason: string; message: string; component: string },
  at: Date,
): Event {
  const { name = '', namespace, uid, resourceVersion } = object.metadata;
  // The name's suffix is unique for an object, as client-go makes it from the clock.
  const suffix = (BigInt(at.getTime()) * 1_000_000n + BigInt(sequence++ % 1_000_000)).toString(16);
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: `${name}.${suffix}`, namespace: namespace ?? 'default' },
    involvedObject: {
      apiVersion: object.apiVersion,
      kind: object.kind,
      name,
      ...(namespace === undefined ? {} : { namespace }),
      ...(uid === undefined ? {} : { uid }),
      ...(resourceVersion === undefined ? {} : { resourceVersion }),
    },
    type: report.type,
    reason: report.reason,
    message: report.message,
    source: { component: report.component },
    reportingComponent: report.component,
    reportingInstance: '',
    firstTimestamp: formatTime(at),
    lastTimestamp: formatTime(at),
    eventTime: null,
    count: 1,
  };
}

let sequence = 0;

function forgetOldest(series: Map<string, Series>): void {
  if (series.size <= MAX_SERIES) return;
  const [oldest] = series.keys();
  if (oldest !== undefined) series.delete(oldest);
}
