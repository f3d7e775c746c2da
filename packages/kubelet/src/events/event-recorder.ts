import { formatTime, resources, type Event, type KubeClient, type Pod } from '@fairway/kube';
import { messageOf } from '../errors.ts';
import type { KubeletLogger } from '../logger.ts';

/** Writes Events about pods; a repeated one is counted up, not written anew. */
export interface EventRecorder {
  event(
    pod: Pod,
    type: 'Normal' | 'Warning',
    reason: string,
    message: string,
    container?: string,
  ): void;
  /** Settles when all that was recorded is written or has failed. */
  flush(): Promise<void>;
}

interface Known {
  readonly name: string;
  count: number;
  readonly first: string;
}

const maxKnown = 1000;
const maxMessage = 1024;

/** Makes the recorder of one node's kubelet. Failures are logged, never thrown. */
export function createEventRecorder(
  client: KubeClient,
  nodeName: string,
  now: () => Date,
  logger: KubeletLogger,
): EventRecorder {
  const known = new Map<string, Known>();
  let queue: Promise<void> = Promise.resolve();

  async function write(
    pod: Pod,
    event: Omit<Event, 'metadata' | 'apiVersion' | 'kind'>,
    key: string,
  ): Promise<void> {
    const { namespace = 'default', name = '' } = pod.metadata;
    const time = formatTime(now());
    const seen = known.get(key);
    if (seen !== undefined) {
      seen.count += 1;
      const ref = { namespace, name: seen.name };
      const body = { count: seen.count, lastTimestamp: time };
      await client.patch(resources.events, ref, body, { type: 'application/merge-patch+json' });
      return;
    }
    const eventName = `${name}.${now().getTime().toString(16)}${known.size.toString(16)}`;
    if (known.size >= maxKnown) known.clear();
    known.set(key, { name: eventName, count: 1, first: time });
    await client.create<Event>(
      resources.events,
      {
        apiVersion: 'v1',
        kind: 'Event',
        metadata: { name: eventName, namespace },
        ...event,
        involvedObject: event['involvedObject'] as Event['involvedObject'],
        count: 1,
        firstTimestamp: time,
        lastTimestamp: time,
        eventTime: null,
        reportingComponent: 'kubelet',
        reportingInstance: nodeName,
        source: { component: 'kubelet', host: nodeName },
      },
      { namespace },
    );
  }

  return {
    event(pod, type, reason, message, container) {
      const { namespace, name, uid, resourceVersion } = pod.metadata;
      const short = message.slice(0, maxMessage);
      const key = JSON.stringify([uid, type, reason, short, container]);
      const involvedObject = {
        apiVersion: 'v1',
        kind: 'Pod',
        ...(namespace === undefined ? {} : { namespace }),
        ...(name === undefined ? {} : { name }),
        ...(uid === undefined ? {} : { uid }),
        ...(resourceVersion === undefined ? {} : { resourceVersion }),
        ...(container === undefined ? {} : { fieldPath: `spec.containers{${container}}` }),
      };
      const writing = queue.then(async () => {
        await write(pod, { involvedObject, type, reason, message: short }, key);
        return undefined;
      });
      queue = writing.catch((error: unknown) => {
        known.delete(key);
        logger.warn({ reason, pod: name, error: messageOf(error) }, 'event was not written');
      });
    },
    flush: async () => await queue,
  };
}
