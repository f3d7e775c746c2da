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

// What happens when several writers work on one object, or an informer is behind.
const BENIGN = ['Conflict', 'NotFound', 'AlreadyExists'];

/** Runs a controller: races with other writers are retried without a word, all else is logged. */
export function runController(
  { logger, ready }: Pick<ControllerContext, 'logger' | 'ready'>,
  spec: ControllerSpec,
): Controller {
  const begin = whenSettled(ready);
  const queue = createWorkQueue({
    concurrency: spec.concurrency ?? 2,
    reconcile: async (key, signal) => {
      // On half of the state a controller would make what is there already.
      await begin(signal);
      return signal.aborted ? undefined : spec.reconcile(key);
    },
    onError: (error, key) => {
      if (BENIGN.some((reason) => isStatus(error, reason))) return;
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

/** A wait for the promise that ends early, without an error, when the signal aborts. */
export function whenSettled(promise: Promise<unknown>): (signal: AbortSignal) => Promise<void> {
  let settled = false;
  async function wait(): Promise<void> {
    await promise;
    settled = true;
  }
  const done = wait();
  return async (signal) => {
    if (settled || signal.aborted) return;
    let stop: () => void = () => undefined;
    const stopped = new Promise<void>((resolve) => {
      stop = resolve;
    });
    signal.addEventListener('abort', stop, { once: true });
    await Promise.race([done, stopped]);
    signal.removeEventListener('abort', stop);
  };
}
