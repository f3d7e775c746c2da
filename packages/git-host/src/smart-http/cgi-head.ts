import type { Readable } from 'node:stream';
import { once } from 'node:events';

/** The head of a CGI answer (RFC 3875 section 6). */
export interface CgiHead {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
}

const MAX_HEAD_BYTES = 16 * 1024;
const PASSED_ON = new Set(['content-type', 'content-length', 'cache-control', 'expires', 'pragma']);

/** Parses the head's lines; headers the host doesn't know are dropped. */
export function parseCgiHead(text: string): CgiHead {
  let status = 200;
  const headers = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    const colon = line.indexOf(':');
    if (colon < 1) continue;
    const name = line.slice(0, colon).toLowerCase();
    const value = line.slice(colon + 1).trim();
    if (name === 'status') status = Number(/^[1-5]\d\d/.exec(value)?.[0] ?? 500);
    else if (PASSED_ON.has(name)) headers.set(name, value);
  }
  return { status, headers };
}

/**
 * Reads the head and leaves the body in the stream. Undefined: the program ended without an answer.
 */
export async function readCgiHead(stream: Readable): Promise<CgiHead | undefined> {
  let seen = Buffer.alloc(0);
  for (;;) {
    const chunk: unknown = stream.read();
    if (chunk instanceof Uint8Array) {
      seen = Buffer.concat([seen, chunk]);
      const end = endOfHead(seen);
      if (end !== undefined) {
        if (end.body < seen.length) stream.unshift(seen.subarray(end.body));
        return parseCgiHead(seen.toString('latin1', 0, end.head));
      }
      if (seen.length > MAX_HEAD_BYTES) return undefined;
      continue;
    }
    if (stream.readableEnded || stream.destroyed) return undefined;
    await nextChange(stream);
  }
}

function endOfHead(seen: Buffer): { head: number; body: number } | undefined {
  const strict = seen.indexOf('\r\n\r\n');
  if (strict >= 0) return { head: strict, body: strict + 4 };
  const loose = seen.indexOf('\n\n');
  return loose >= 0 ? { head: loose, body: loose + 2 } : undefined;
}

async function nextChange(stream: Readable): Promise<void> {
  const stop = new AbortController();
  const options = { signal: stop.signal };
  const waits = ['readable', 'end', 'close'].map((event) => once(stream, event, options));
  try {
    await Promise.race(waits);
  } finally {
    stop.abort();
    await Promise.allSettled(waits);
  }
}
