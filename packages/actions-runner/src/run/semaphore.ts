/** Lets at most `limit` tasks run at once; others wait in order. */
export interface Semaphore {
  run<T>(task: () => Promise<T>): Promise<T>;
}

/** Creates a semaphore; `limit` is at least 1. */
export function createSemaphore(limit: number): Semaphore {
  let free = Math.max(1, Math.floor(limit));
  const waiting: (() => void)[] = [];
  return {
    async run(task) {
      if (free > 0) free -= 1;
      else await new Promise<void>((resolve) => waiting.push(resolve));
      try {
        return await task();
      } finally {
        // The place is handed on, so that no later task can slip in between.
        const next = waiting.shift();
        if (next === undefined) free += 1;
        else next();
      }
    },
  };
}
