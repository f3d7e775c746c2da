import { randomBytes } from 'node:crypto';
import { link, readFile, rm, writeFile } from 'node:fs/promises';
import { FairwayError } from '../errors/fairway-error.ts';

/**
 * Reads a secret of `bytes` random bytes kept as hexadecimal text in an owner-only file, made on
 * first use. Written beside and linked into place, so that a crash never leaves half a key.
 *
 * @throws FairwayError `data-directory-unusable` for a file that holds something else.
 */
export async function readOrCreateKey(path: string, bytes: number): Promise<Buffer> {
  const existing = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (existing !== undefined) {
    const key = Buffer.from(existing.trim(), 'hex');
    if (key.length === bytes) return key;
    throw new FairwayError('data-directory-unusable', {
      message: `${path} does not hold a key of ${bytes} bytes.`,
      remedy: 'Restore the file from a backup; without it what it encrypts cannot be read.',
    });
  }
  // Not the pid: in a container every start has the same, and may find what a crash left.
  const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  await writeFile(temporary, `${randomBytes(bytes).toString('hex')}\n`, {
    mode: 0o600,
    flag: 'wx',
  });
  await link(temporary, path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  await rm(temporary, { force: true });
  return readOrCreateKey(path, bytes);
}
