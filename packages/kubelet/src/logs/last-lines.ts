import { open } from 'node:fs/promises';

const maxLines = 80;
const maxBytes = 2048;

/** The end of a log: at most 80 lines and 2 KiB, what a termination message may fall back to. */
export async function lastLines(file: string): Promise<string> {
  const handle = await open(file, 'r').catch(() => undefined);
  if (handle === undefined) return '';
  try {
    const { size } = await handle.stat();
    const start = Math.max(0, size - maxBytes);
    const { buffer, bytesRead } = await handle.read({
      buffer: Buffer.alloc(size - start),
      position: start,
    });
    return buffer
      .subarray(0, bytesRead)
      .toString('utf8')
      .split('\n')
      .slice(-maxLines - 1)
      .join('\n');
  } finally {
    await handle.close();
  }
}
