import {
  type GroupVersionResource,
  isStatus,
  type KubeClient,
  type KubeObject,
} from '@fairway/kube';

/** What a check says of an object's present state; undefined: not yet. */
export type Check<T> = (object: KubeObject | undefined) => T | undefined | Promise<T | undefined>;

/** Which object, for how long, and until when. */
export interface WaitOptions<T> {
  client: KubeClient;
  resource: GroupVersionResource;
  name: string;
  namespace?: string;
  check: Check<T>;
  timeoutMs: number;
  /** The error for a wait that took too long. */
  timedOut(): Error;
  signal?: AbortSignal;
}

/** The longest time between two looks, also when no watch event came. */
const lookAgainMs = 500;

/**
 * Waits until a check of one object gives a result. It looks at the present state, then at every
 * watch event and at least every half second, so that a lost event costs a delay and nothing else.
 * An error that the check throws ends the wait.
 */
export async function waitForObject<T>(options: WaitOptions<T>): Promise<T> {
  const deadline = Date.now() + options.timeoutMs;
  for (;;) {
    options.signal?.throwIfAborted();
    const found = await look(options);
    if (found.result !== undefined) return found.result;
    const left = deadline - Date.now();
    if (left <= 0) throw options.timedOut();
    await nextChange(options, found.resourceVersion, Math.min(left, lookAgainMs));
  }
}

async function look<T>(
  options: WaitOptions<T>,
): Promise<{ result: T | undefined; resourceVersion: string }> {
  const list = await options.client.list(options.resource, selection(options));
  const result = await options.check(list.items[0]);
  return { result, resourceVersion: list.metadata.resourceVersion };
}

function selection({ name, namespace }: { name: string; namespace?: string }) {
  return {
    fieldSelector: `metadata.name=${name}`,
    ...(namespace === undefined ? {} : { namespace }),
  };
}

async function nextChange<T>(
  options: WaitOptions<T>,
  resourceVersion: string,
  waitMs: number,
): Promise<void> {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), waitMs);
  const stop = (): void => controller.abort();
  options.signal?.addEventListener('abort', stop);
  try {
    const events = options.client.watch(options.resource, {
      ...selection(options),
      resourceVersion,
      signal: controller.signal,
    });
    for await (const event of events) if (event.type !== 'BOOKMARK') return;
  } catch (error) {
    // The watch window has moved on: the next look starts from the present state.
    if (!isStatus(error, 'Expired') && !controller.signal.aborted) throw error;
  } finally {
    clearTimeout(timer);
    options.signal?.removeEventListener('abort', stop);
    controller.abort();
  }
}
