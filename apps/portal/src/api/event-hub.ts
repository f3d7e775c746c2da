/** What the holder of the one event stream tells its listeners. */
export type HubMessage =
  | { kind: 'event'; type: string; data: string }
  /** `fresh` is false when events may have been missed: everything is to be asked for again. */
  | { kind: 'open'; fresh: boolean }
  | { kind: 'lost'; since: number };

/** The one event stream of all tabs. */
export interface EventHub {
  add(listener: (message: HubMessage) => void): void;
  remove(listener: (message: HubMessage) => void): void;
}

const types = ['timeline', 'step', 'project'];
const reopenMs = 2_000;

/** Opens the stream with the first listener and closes it with the last; reconnects by itself. */
export function createEventHub(
  open: () => EventSource = () => new EventSource('/api/v1/events'),
): EventHub {
  const listeners = new Set<(message: HubMessage) => void>();
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let lostSince: number | undefined;
  const tell = (message: HubMessage): void => {
    for (const listener of listeners) listener(message);
  };
  const connect = (fresh: boolean): void => {
    const opened = open();
    source = opened;
    opened.addEventListener('open', () => {
      const missed = lostSince !== undefined || !fresh;
      lostSince = undefined;
      tell({ kind: 'open', fresh: !missed });
    });
    opened.addEventListener('error', () => {
      lostSince ??= Date.now();
      tell({ kind: 'lost', since: lostSince });
      // A refusal (for example while the server starts) ends an EventSource for good.
      if (opened.readyState === EventSource.CLOSED && source === opened) {
        timer = setTimeout(() => connect(false), reopenMs);
      }
    });
    for (const type of types) {
      opened.addEventListener(type, (event) => tell({ kind: 'event', type, data: event.data }));
    }
  };
  return {
    add(listener) {
      listeners.add(listener);
      if (source === undefined) connect(true);
      else if (lostSince !== undefined) listener({ kind: 'lost', since: lostSince });
      else if (source.readyState === EventSource.OPEN) listener({ kind: 'open', fresh: true });
    },
    remove(listener) {
      listeners.delete(listener);
      if (listeners.size > 0) return;
      clearTimeout(timer);
      source?.close();
      source = undefined;
      lostSince = undefined;
    },
  };
}
