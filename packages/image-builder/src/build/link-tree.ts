import { spawn } from 'node:child_process';

import { BuildError } from '../build-error.ts';

const TIMEOUT_MS = 120_000;

/**
 * Copies a folder with its modes, owners and overlay deletions; files are hard links to the same
 * content. Done by `cp`, which can make the device nodes that Node cannot.
 */
export async function linkTree(source: string, target: string): Promise<void> {
  const child = spawn('cp', ['--archive', '--link', '--', source, target], {
    stdio: ['ignore', 'ignore', 'pipe'],
    timeout: TIMEOUT_MS,
  });
  const complaints: Buffer[] = [];
  child.stderr.on('data', (chunk: Buffer) => complaints.push(chunk));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code === 0) return;
  const why = Buffer.concat(complaints).toString('utf8').trim().slice(-500);
  throw new BuildError('context-invalid', `A layer could not be copied: ${why}`);
}
