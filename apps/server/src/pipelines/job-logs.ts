import { createReadStream } from 'node:fs';
import { mkdir, open, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';

/** The logs of pipeline jobs: one file a job, a line a line. */
export interface JobLogs {
  append(runId: string, job: string, line: string): Promise<void>;
  /** Begins a job's log anew: an attempt after a crash must not follow the one before. */
  reset(runId: string): Promise<void>;
  /**
   * Lines after number `after` (1 is the first). While `goesOn` says so it waits for more.
   */
  read(
    runId: string,
    job: string,
    options: { after: number; goesOn: () => Promise<boolean>; signal: AbortSignal },
  ): AsyncIterable<{ number: number; text: string }>;
  remove(runId: string): Promise<void>;
}

const pollMs = 150;
const maxLineLength = 16_384;

/** Job logs below a folder. */
export function createJobLogs(folder: string): JobLogs {
  const fileOf = (runId: string, job: string): string =>
    join(folder, encodeURIComponent(runId), 'logs', `${encodeURIComponent(job)}.log`);
  let tail: Promise<unknown> = Promise.resolve();
  return {
    append(runId, job, line) {
      const file = fileOf(runId, job);
      // Lines of all jobs wait for each other: their order in a file is the order they came in.
      const written = tail.then(async (): Promise<void> => {
        await mkdir(dirname(file), { recursive: true, mode: 0o700 });
        const handle = await open(file, 'a', 0o600);
        try {
          await handle.write(`${line.replaceAll(/[\r\n]+/g, ' ').slice(0, maxLineLength)}\n`);
        } finally {
          await handle.close();
        }
      });
      tail = written.catch(() => undefined);
      return written;
    },
    async reset(runId) {
      await rm(join(folder, encodeURIComponent(runId), 'logs'), { recursive: true, force: true });
    },
    async *read(runId, job, { after, goesOn, signal }) {
      const file = fileOf(runId, job);
      let offset = 0;
      let number = 0;
      while (!signal.aborted) {
        // Asked before reading: what is written until the job ends is then read below.
        const more = await goesOn();
        const size = await stat(file).then(
          (info) => info.size,
          () => 0,
        );
        if (size > offset) {
          for await (const line of completeLines(file, offset)) {
            offset += line.bytes;
            number += 1;
            if (number > after) yield { number, text: line.text };
          }
        }
        if (!more) return;
        await delay(pollMs, undefined, { signal }).catch(() => undefined);
      }
    },
    async remove(runId) {
      await rm(join(folder, encodeURIComponent(runId)), { recursive: true, force: true });
    },
  };
}

async function* completeLines(
  file: string,
  start: number,
): AsyncIterable<{ text: string; bytes: number }> {
  const input = createReadStream(file, { start, encoding: 'utf8' });
  const lines = createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
  for await (const text of lines) yield { text, bytes: Buffer.byteLength(text) + 1 };
}
