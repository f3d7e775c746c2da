/** Work that is done again and again, next to everything else. */
export interface UpkeepTask {
  name: string;
  everyMs: number;
  run(): Promise<unknown>;
}

/** Running upkeep. */
export interface Upkeep {
  /** Begins no more work, and waits for what is going on. */
  close(): Promise<void>;
}

/**
 * Does every task in its interval: never twice at once, and again after a failure, which is told to
 * `onError`.
 */
export function startUpkeep(
  tasks: readonly UpkeepTask[],
  onError: (error: unknown, task: string) => void,
): Upkeep {
  const running = new Map<string, Promise<void>>();
  const begin = (task: UpkeepTask): void => {
    if (running.has(task.name)) return;
    const work = doTask(task, onError).finally(() => running.delete(task.name));
    running.set(task.name, work);
  };
  const timers = tasks.map((task) => setInterval(() => begin(task), task.everyMs));
  return {
    async close() {
      timers.forEach((timer) => clearInterval(timer));
      await Promise.all(running.values());
    },
  };
}

async function doTask(
  task: UpkeepTask,
  onError: (error: unknown, task: string) => void,
): Promise<void> {
  try {
    await task.run();
  } catch (error) {
    onError(error, task.name);
  }
}
