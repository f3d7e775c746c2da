import type { Logger } from '../logger.ts';

/** What was opened, to be closed in the opposite order. */
export interface Closers {
  add(name: string, close: () => Promise<unknown>): void;
  /** Closes everything once; a failure is logged and the rest is closed all the same. */
  closeAll(): Promise<void>;
}

/** A stack of things to close. */
export function createClosers(logger: Logger): Closers {
  const open: { name: string; close: () => Promise<unknown> }[] = [];
  return {
    add: (name, close) => void open.push({ name, close }),
    async closeAll() {
      for (let last = open.pop(); last !== undefined; last = open.pop()) {
        try {
          await last.close();
        } catch (error) {
          logger.error({ err: error, part: last.name }, 'a part did not close');
        }
      }
    },
  };
}
