/** Makes a call for a key, or shares one with other callers. */
type SharedCalls<T> = (key: string, call: () => Promise<T>) => Promise<T>;

/**
 * Lets callers of one key share a call that begins after each of them asked: one that already runs
 * may have looked too early to see what its caller was told about, so the next one is shared.
 */
export function createSharedCalls<T>(): SharedCalls<T> {
  const running = new Map<string, Promise<T>>();
  const next = new Map<string, Promise<T>>();

  async function begin(key: string, call: () => Promise<T>): Promise<T> {
    next.delete(key);
    const promise = call();
    running.set(key, promise);
    try {
      return await promise;
    } finally {
      if (running.get(key) === promise) running.delete(key);
    }
  }

  return async (key, call) => {
    const before = running.get(key);
    if (before === undefined) return begin(key, call);
    const waiting = next.get(key);
    if (waiting !== undefined) return waiting;
    const start = (): Promise<T> => begin(key, call);
    const shared = before.then(start, start);
    next.set(key, shared);
    return shared;
  };
}
