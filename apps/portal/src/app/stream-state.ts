import { useSyncExternalStore } from 'react';

const listeners = new Set<() => void>();
let lostSince: number | null = null;

/** Since when the event stream is down (milliseconds since the epoch); null while it works. */
export function useStreamLost(): number | null {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => lostSince,
  );
}

/** Notes the state of the event stream. */
export function setStreamLost(since: number | null): void {
  lostSince = since;
  for (const listener of listeners) listener();
}
