import { closeSync, constants, fstatSync, openSync, readFileSync, readlinkSync } from 'node:fs';

import { BuildError } from '../build-error.ts';

const READ = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/**
 * Opens a file of somebody else's folder and makes sure that it lies in it, whatever links there
 * are and however the folder changes meanwhile: what counts is where the opened file is.
 * @param root the real path of the folder
 * @throws BuildError `context-invalid`
 */
export function withFileInside<T>(root: string, path: string, use: (fd: number) => T): T {
  let fd: number;
  try {
    fd = openSync(path, READ);
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
    const why = code === 'ELOOP' ? 'it is a symbolic link' : code;
    throw new BuildError('context-invalid', `${path} cannot be read: ${why}`, { cause });
  }
  try {
    const real = readlinkSync(`/proc/self/fd/${fd}`);
    if (!real.startsWith(`${root}/`) || !fstatSync(fd).isFile()) {
      throw new BuildError('context-invalid', `${path} is not a file of the build context`);
    }
    return use(fd);
  } finally {
    closeSync(fd);
  }
}

/** The text of a file inside a folder. Throws as {@link withFileInside}. */
export function readInside(root: string, path: string): string {
  return withFileInside(root, path, (fd) => readFileSync(fd, 'utf8'));
}
