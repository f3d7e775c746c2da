import { spawn } from 'node:child_process';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import { OciError } from './errors.ts';

const TIMEOUT_MS = 120_000;

/**
 * Runs the host's `tar` with bytes on its stdin and collects its stdout.
 *
 * Node can neither make device nodes nor read extended attributes; tar, which every Linux has,
 * does both, for any number of files in one process.
 * @throws OciError `tool-failed`
 */
export async function runTar(
  args: readonly string[],
  input: Iterable<Uint8Array>,
): Promise<Buffer> {
  const child = spawn('tar', args, { stdio: ['pipe', 'pipe', 'pipe'], timeout: TIMEOUT_MS });
  const output: Buffer[] = [];
  const complaints: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => complaints.push(chunk));
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const [code, fed] = await Promise.allSettled([
    ended,
    pipeline(Readable.from(input), child.stdin),
  ]);
  if (code.status === 'fulfilled' && code.value === 0 && fed.status === 'fulfilled') {
    return Buffer.concat(output);
  }
  const why = Buffer.concat(complaints).toString('utf8').trim().slice(-500);
  throw new OciError(
    'tool-failed',
    `The program "tar" failed: ${why || 'it could not be started'}`,
    {
      cause: code.status === 'rejected' ? code.reason : undefined,
    },
  );
}
