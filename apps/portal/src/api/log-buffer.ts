/** One line as it is shown; `number` counts from 1. */
export interface LogLine {
  number: number;
  text: string;
  /** The pod that wrote it, in logs of several pods. */
  source?: string;
}

/** Lines of a stream: the newest are kept, the oldest go; told about at most once a frame. */
export interface LogBuffer {
  push: (line: { text: string; number?: number; source?: string }) => void;
  clear: () => void;
  /** The same array until something changes. */
  lines: () => readonly LogLine[];
  subscribe: (listener: () => void) => () => void;
}

/** A buffer of at most `capacity` lines; `schedule` puts off telling until the next frame. */
export function createLogBuffer(
  capacity = 10_000,
  schedule: (run: () => void) => void = (run) => {
    requestAnimationFrame(run);
  },
): LogBuffer {
  const listeners = new Set<() => void>();
  let kept: LogLine[] = [];
  let shown: readonly LogLine[] = [];
  let next = 1;
  let scheduled = false;
  const publish = (): void => {
    scheduled = false;
    if (kept.length > capacity) kept = kept.slice(-capacity);
    shown = [...kept];
    for (const listener of listeners) listener();
  };
  const changed = (): void => {
    if (scheduled) return;
    scheduled = true;
    schedule(publish);
  };
  return {
    push({ text, number = next, source }) {
      // A stream that resumes may repeat what is here already.
      if (number < next) return;
      next = number + 1;
      kept.push({ number, text, ...(source === undefined ? {} : { source }) });
      if (kept.length > capacity * 2) kept = kept.slice(-capacity);
      changed();
    },
    clear() {
      kept = [];
      next = 1;
      changed();
    },
    lines: () => shown,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
