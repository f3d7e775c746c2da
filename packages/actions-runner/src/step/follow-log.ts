import { open, type FileHandle } from 'node:fs/promises';
import { StringDecoder } from 'node:string_decoder';

const POLL_MS = 40;
const CHUNK = 64 * 1024;
/** A longer line is handed on in pieces. */
const MAX_LINE = 256 * 1024;

/** What bounds the following of a log. */
interface FollowOptions {
  /** Bytes after which the rest is dropped. */
  readonly maxBytes: number;
  /** Told once, when that happens. */
  readonly onTruncated: () => void;
}

/**
 * Reads a growing file line by line until `ended` settles, and then what is left of it.
 * Polls: file watches miss writes on some file systems, and a step's output is read once.
 */
export async function followLog(
  path: string,
  ended: Promise<unknown>,
  onLine: (line: string) => void,
  options: FollowOptions,
): Promise<void> {
  let finished = false;
  const end = ended.then(
    () => (finished = true),
    () => (finished = true),
  );
  const splitter = createLineSplitter(onLine);
  let file: FileHandle | undefined;
  let position = 0;
  try {
    for (;;) {
      const last = finished;
      file ??= await openIfThere(path);
      if (file !== undefined) {
        position = await readOn(file, position, options.maxBytes, splitter.write);
      }
      if (last || position >= options.maxBytes) break;
      await Promise.race([end, delay(POLL_MS)]);
    }
    splitter.end();
    if (position >= options.maxBytes) options.onTruncated();
    await end;
  } finally {
    await file?.close();
  }
}

/** Splits bytes into lines (LF, CRLF); `end` hands on an unfinished last one. */
export function createLineSplitter(onLine: (line: string) => void): {
  readonly write: (chunk: Buffer) => void;
  readonly end: () => void;
} {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  const push = (text: string): void => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) onLine(line.endsWith('\r') ? line.slice(0, -1) : line);
    while (rest.length > MAX_LINE) {
      onLine(rest.slice(0, MAX_LINE));
      rest = rest.slice(MAX_LINE);
    }
  };
  return {
    write: (chunk) => push(decoder.write(chunk)),
    end() {
      push(decoder.end());
      if (rest !== '') onLine(rest);
      rest = '';
    },
  };
}

/** Reads to the present end (or the limit); answers the new position. */
async function readOn(
  file: FileHandle,
  from: number,
  maxBytes: number,
  write: (chunk: Buffer) => void,
): Promise<number> {
  const buffer = Buffer.alloc(CHUNK);
  let position = from;
  while (position < maxBytes) {
    const { bytesRead } = await file.read(buffer, 0, CHUNK, position);
    if (bytesRead === 0) break;
    position += bytesRead;
    write(buffer.subarray(0, bytesRead));
  }
  return position;
}

async function openIfThere(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, 'r');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

async function delay(ms: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms));
}
