import { watch } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { parseIndex, timeAt, type IndexEntry } from './log-index.ts';
import { indexFile, rotatedFile } from './log-tracker.ts';
import { selectLines, splitLines, type LogLine, type LogSelection } from './select-lines.ts';

/** What is asked of a container's log (core/v1 PodLogOptions). */
export interface LogOptions extends LogSelection {
  readonly follow?: boolean;
  /** Each line begins with its time, RFC 3339 with nanoseconds. */
  readonly timestamps?: boolean;
  readonly limitBytes?: number;
}

const pollMs = 1000;

/** A container's log so far and, when asked, all that follows until it ends or the signal aborts. */
export async function* readLogs(
  file: string,
  options: LogOptions,
  isLive: () => boolean,
  now: number,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void, undefined> {
  const budget = { left: options.limitBytes ?? Number.POSITIVE_INFINITY };
  const cut = (chunk: Buffer): Buffer => {
    const part = chunk.subarray(0, budget.left);
    budget.left -= part.length;
    return part;
  };
  const older = await segment(rotatedFile(file));
  const current = await segment(file);
  const lines = [
    ...splitLines(older.bytes, (offset) => timeAt(older.index, offset)),
    ...splitLines(current.bytes, (offset) => timeAt(current.index, offset)),
  ];
  // An unfinished last line is left to what follows.
  const open =
    options.follow === true && lines.at(-1)?.complete === false ? lines.pop() : undefined;
  const first = cut(render(selectLines(lines, options, now), options));
  if (first.length > 0) yield first;
  if (options.follow !== true) return;
  let position = current.bytes.length - (open?.text.length ?? 0);
  while (!signal.aborted && budget.left > 0) {
    const ended = !isLive();
    const { bytes, from } = await readFrom(file, position, ended);
    position = from + bytes.length;
    if (bytes.length > 0) {
      const { index } = await segment(file, true);
      const fresh = splitLines(bytes, (offset) => timeAt(index, from + offset));
      yield cut(render(fresh, options));
    } else if (ended) return;
    else await changed(file, signal);
  }
}

function render(lines: readonly LogLine[], { timestamps }: LogOptions): Buffer {
  if (timestamps !== true) return Buffer.concat(lines.map(({ text }) => text));
  return Buffer.concat(
    lines.flatMap(({ text, time }) => {
      const iso = new Date(time ?? 0).toISOString().replace(/Z$/, '000000Z');
      return [Buffer.from(`${iso} `), text];
    }),
  );
}

async function segment(
  file: string,
  indexOnly = false,
): Promise<{ bytes: Buffer; index: IndexEntry[] }> {
  const empty = Buffer.alloc(0);
  const bytes = indexOnly ? empty : await readFile(file).catch(() => empty);
  const index = parseIndex(await readFile(indexFile(file), 'utf8').catch(() => ''));
  return { bytes, index };
}

/** Whole lines from a position on, or all that is left; a truncated file begins anew. */
async function readFrom(
  file: string,
  position: number,
  rest: boolean,
): Promise<{ bytes: Buffer; from: number }> {
  const handle = await open(file, 'r').catch(() => undefined);
  if (handle === undefined) return { bytes: Buffer.alloc(0), from: position };
  try {
    const { size } = await handle.stat();
    const from = size < position ? 0 : position;
    const { buffer } = await handle.read({ buffer: Buffer.alloc(size - from), position: from });
    const end = rest ? buffer.length : buffer.lastIndexOf(10) + 1;
    return { bytes: buffer.subarray(0, end), from };
  } finally {
    await handle.close();
  }
}

/** Waits for a write; also looks by itself now and then, for the end of the container. */
async function changed(file: string, signal: AbortSignal): Promise<void> {
  const timer = new AbortController();
  const stop = AbortSignal.any([timer.signal, signal]);
  const watcher = watch(file, { persistent: false }, () => timer.abort());
  watcher.on('error', () => timer.abort());
  await delay(pollMs / 4, undefined, { signal: stop }).catch(() => undefined);
  watcher.close();
}
