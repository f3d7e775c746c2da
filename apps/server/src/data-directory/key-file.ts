import { randomBytes } from 'node:crypto';
import { link, readFile, rm, writeFile } from 'node:fs/promises';

/**
 * Reads a secret of `bytes` random bytes kept as hexadecimal text in an owner-only file, made on
 * first use. Written beside and linked into place, so that a crash never leaves half a key.
 */
export async function readOrCreateKey(path: string, bytes: number): Promise<Buffer> {
  const existing = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (existing !== undefined) {
    const key = Buffer.from(existing.trim(), 'hex');
    if (key.length === bytes) return key;
    throw new Error(`${path} does not hold a key of ${bytes} bytes; restore it from a backup.`);
  }
  const temporary = `${path}.${process.pid}.tmp`;
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
