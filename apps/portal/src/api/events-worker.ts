import { createEventHub, type HubMessage } from './event-hub.ts';

/** The part of SharedWorkerGlobalScope used here; the page's types do not know it. */
interface WorkerScope {
  onconnect: ((event: MessageEvent) => void) | null;
}

const hub = createEventHub();

// A tab says "join" when somebody is signed in and "leave" before it goes.
(globalThis as unknown as WorkerScope).onconnect = ({ ports: [port] }) => {
  if (port === undefined) return;
  const listener = (message: HubMessage): void => port.postMessage(message);
  port.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    if (data === 'join') hub.add(listener);
    else hub.remove(listener);
  });
  port.start();
};
