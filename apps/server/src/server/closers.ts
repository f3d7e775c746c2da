import type { Logger } from '../logger.ts';

/** What was opened, to be closed in the opposite order. */
export interface Closers {
  add(name: string, close: () => Promise<unknown>): void;
  /** Closes everything once; a failure is logged and the rest is closed all the same. */
  closeAll(): Promise<void>;
}

/** Longer than any part needs; what hangs must not keep the rest from being closed. */
const closeTimeoutMs = 30_000;

/** A stack of things to close. */
export function createClosers(logger: Logger): Closers {
  const open: { name: string; close: () => Promise<unknown> }[] = [];
  return {
    add: (name, close) => void open.push({ name, close }),
    async closeAll() {
      for (let last = open.pop(); last !== undefined; last = open.pop()) {
        try {
          await within(last.close());
        } catch (error) {
          logger.error({ err: error, part: last.name }, 'a part did not close');
        }
      }
    },
  };
}

async function within(closing: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_resolve, reject) => {
    const error = new Error(`it did not close in ${closeTimeoutMs / 1_000} seconds`);
    timer = setTimeout(() => reject(error), closeTimeoutMs);
  });
  try {
    await Promise.race([closing, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
