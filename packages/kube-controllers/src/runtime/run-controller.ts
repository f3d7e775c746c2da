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
  { logger }: Pick<ControllerContext, 'logger'>,
  spec: ControllerSpec,
): Controller {
  const queue = createWorkQueue({
    concurrency: spec.concurrency ?? 2,
    reconcile: (key) => spec.reconcile(key),
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
