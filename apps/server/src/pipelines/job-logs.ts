import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { appendFile, mkdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** The logs of pipeline jobs: one file a job, a line a line. */
export interface JobLogs {
  /** Takes a line; it is in the file when `flushed` resolves. What a job writes has a limit. */
  append(runId: string, job: string, line: string): void;
  /** Resolves when every line taken so far is in its file. */
  flushed(): Promise<void>;
  /** Begins a run's logs anew: an attempt after a crash must not follow the one before. */
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
const newline = 0x0a;

/** What was taken of one job: lines to write, and how many bytes there were in all. */
interface Taken {
  pending: string[];
  bytes: number;
}

/** Job logs below a folder; a job's log ends at `maxBytes`, which fit many thousand lines. */
export function createJobLogs(folder: string, maxBytes = 16 * 1024 ** 2): JobLogs {
  const folderOf = (runId: string): string => join(folder, encodeURIComponent(runId), 'logs');
  const fileOf = (runId: string, job: string): string =>
    join(folderOf(runId), `${fileName(job)}.log`);
  const logs = new Map<string, Taken>();
  let writing: Promise<void> = Promise.resolve();
  let scheduled = false;
  let failure: { error: unknown } | undefined;

  const writePending = async (): Promise<void> => {
    for (const [file, taken] of logs) {
      if (taken.pending.length === 0) continue;
      const text = taken.pending.join('');
      taken.pending = [];
      await mkdir(dirname(file), { recursive: true, mode: 0o700 });
      await appendFile(file, text, { mode: 0o600 });
    }
  };
  const schedule = (): void => {
    if (scheduled) return;
    scheduled = true;
    writing = writing.then(async () => {
      scheduled = false;
      try {
        await writePending();
      } catch (error) {
        failure = { error };
      }
    });
  };
  /** Forgets what is kept in memory of a run, once what it wrote is in its files. */
  const forget = async (runId: string): Promise<void> => {
    await writing;
    const prefix = join(folderOf(runId), '/');
    for (const file of logs.keys()) if (file.startsWith(prefix)) logs.delete(file);
  };

  return {
    append(runId, job, line) {
      const file = fileOf(runId, job);
      const taken = logs.get(file) ?? { pending: [], bytes: 0 };
      logs.set(file, taken);
      if (taken.bytes >= maxBytes) return;
      const text = `${line.replaceAll(/[\r\n]+/g, ' ').slice(0, maxLineLength)}\n`;
      taken.bytes += Buffer.byteLength(text);
      taken.pending.push(text);
      if (taken.bytes >= maxBytes)
        taken.pending.push('The log is too long; the rest is left out.\n');
      schedule();
    },
    async flushed() {
      await writing;
      if (failure === undefined) return;
      const { error } = failure;
      failure = undefined;
      throw error;
    },
    async reset(runId) {
      await forget(runId);
      await rm(folderOf(runId), { recursive: true, force: true });
    },
    async *read(runId, job, { after, goesOn, signal }) {
      const file = fileOf(runId, job);
      let offset = 0;
      let number = 0;
      let skip = after;
      while (!signal.aborted) {
        // Asked before reading: what is written until the job ends is then read below.
        const more = await goesOn();
        const size = await sizeOf(file);
        if (size < offset) [offset, number, skip] = [0, 0, 0];
        if (size > offset) {
          for await (const line of completeLines(file, offset)) {
            offset += line.bytes;
            number += 1;
            if (number > skip) yield { number, text: line.text };
            if (signal.aborted) return;
          }
        }
        if (!more) return;
        await delay(pollMs, undefined, { signal }).catch(() => undefined);
      }
    },
    async remove(runId) {
      await forget(runId);
      await rm(join(folder, encodeURIComponent(runId)), { recursive: true, force: true });
    },
  };
}

/** A file system takes names of 255 bytes; a job of a matrix may have a longer one. */
function fileName(job: string): string {
  const name = encodeURIComponent(job);
  return name.length <= 200 ? name : createHash('sha256').update(job).digest('hex');
}

async function sizeOf(file: string): Promise<number> {
  try {
    return (await stat(file)).size;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0;
    throw error;
  }
}

/** Lines that end with a newline; one that is still being written is left for the next look. */
async function* completeLines(
  file: string,
  start: number,
): AsyncIterable<{ text: string; bytes: number }> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of createReadStream(file, { start }) as AsyncIterable<Buffer>) {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let from = 0;
    for (let end = rest.indexOf(newline); end >= 0; end = rest.indexOf(newline, from)) {
      yield { text: rest.toString('utf8', from, end), bytes: end + 1 - from };
      from = end + 1;
    }
    rest = rest.subarray(from);
  }
}
