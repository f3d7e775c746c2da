import { createEventHub, type HubMessage } from './event-hub.ts';

const hub = createEventHub();

// A tab says "join" when somebody is signed in and "leave" before it goes.
globalThis.addEventListener('connect', (event) => {
  const port = event instanceof MessageEvent ? event.ports[0] : undefined;
  if (port === undefined) return;
  const listener = (message: HubMessage): void => port.postMessage(message);
  port.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    if (data === 'join') hub.add(listener);
    else hub.remove(listener);
  });
  port.start();
});
