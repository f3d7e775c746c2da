import { createWorkQueue, isStatus, type WorkQueue } from '@fairway/kube';
import type { Controller, ControllerContext } from './context.ts';

/** A controller as a name, a reconciler and what feeds its queue. */
export interface ControllerSpec {
  name: string;
  concurrency?: number;
  reconcile(key: string): Promise<{ requeueAfterMs?: number } | void>;
  /** Connects informers to the queue. */
  watch(queue: WorkQueue): (() => void)[];
}

/**
 * Runs a controller. Conflicts and vanished objects are what happens when several writers work on
 * one object: they are retried without a word. All else is logged.
 */
export function runController(
  { logger, ready }: Pick<ControllerContext, 'logger' | 'ready'>,
  spec: ControllerSpec,
): Controller {
  const queue = createWorkQueue({
    concurrency: spec.concurrency ?? 2,
    reconcile: async (key, signal) => {
      // On half of the state a controller would make what is there already.
      await Promise.race([ready, aborted(signal)]);
      return signal.aborted ? undefined : spec.reconcile(key);
    },
    onError: (error, key) => {
      if (isStatus(error, 'Conflict') || isStatus(error, 'NotFound')) return;
      logger.warn('a controller failed on an object and will try again', {
        controller: spec.name,
        key,
        error: String(error),
      });
    },
  });
  const stops = spec.watch(queue);
  return {
    async close() {
      for (const stop of stops) stop();
      await queue.close();
    },
  };
}

/** Settles when the signal aborts. */
export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
