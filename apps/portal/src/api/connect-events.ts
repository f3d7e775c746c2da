import type { QueryClient } from '@tanstack/react-query';
import { applyEvent } from './apply-event.ts';
import { createEventHub, type HubMessage } from './event-hub.ts';
import { parseLiveEvent } from './live-events.ts';

/** Follows the platform's events until the result is called: every live page is fed by it. */
export function connectEvents(
  client: QueryClient,
  onState: (lostSince: number | null) => void,
): () => void {
  const receive = (message: HubMessage): void => {
    if (message.kind === 'lost') onState(message.since);
    else if (message.kind === 'open') {
      onState(null);
      if (!message.fresh) void client.invalidateQueries();
    } else {
      const event = parseLiveEvent(message.type, message.data);
      if (event !== undefined) applyEvent(client, event);
    }
  };
  return typeof SharedWorker === 'undefined' ? joinHub(receive) : joinWorker(receive);
}

/** One stream for this tab alone, where the browser has no shared workers. */
function joinHub(receive: (message: HubMessage) => void): () => void {
  const hub = createEventHub();
  hub.add(receive);
  return () => hub.remove(receive);
}

/** One stream for all tabs: HTTP/1.1 allows a browser six connections to one server. */
function joinWorker(receive: (message: HubMessage) => void): () => void {
  const worker = new SharedWorker(new URL('events-worker.ts', import.meta.url), {
    type: 'module',
    name: 'fairway-events',
  });
  const { port } = worker;
  const leave = (): void => port.postMessage('leave');
  const join = (): void => port.postMessage('join');
  const back = ({ persisted }: PageTransitionEvent): void => {
    if (persisted) join();
  };
  port.addEventListener('message', ({ data }: MessageEvent<HubMessage>) => receive(data));
  port.start();
  join();
  globalThis.addEventListener('pagehide', leave);
  globalThis.addEventListener('pageshow', back);
  return () => {
    globalThis.removeEventListener('pagehide', leave);
    globalThis.removeEventListener('pageshow', back);
    leave();
    port.close();
  };
}
