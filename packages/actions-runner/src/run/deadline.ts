/** A signal that aborts with another one or after a time. */
export interface Deadline extends Disposable {
  readonly signal: AbortSignal;
  /** Whether it was the time that ended it. */
  readonly expired: () => boolean;
}

/** Longer timers overflow and would fire at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** Starts a deadline; undefined `ms` means none of its own. */
export function createDeadline(parent: AbortSignal, ms: number | undefined): Deadline {
  const own = new AbortController();
  let expired = false;
  const timer =
    ms === undefined
      ? undefined
      : setTimeout(
          () => {
            if (parent.aborted) return;
            expired = true;
            own.abort(new Error('Timed out'));
          },
          Math.min(ms, MAX_TIMER_MS),
        );
  return {
    signal: AbortSignal.any([parent, own.signal]),
    expired: () => expired,
    [Symbol.dispose]: () => clearTimeout(timer),
  };
}
