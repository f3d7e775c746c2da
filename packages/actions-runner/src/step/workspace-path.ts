import { lstat, realpath } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve } from 'node:path';
import { ActionsError } from '../errors.ts';

/** The job's workspace: where it is on the host and where its steps see it. */
export interface Workspace {
  readonly host: string;
  readonly target: string;
}

/**
 * The host path of a path that a workflow gives, relative to the workspace or absolute as its steps
 * see it. The file need not exist; links of the part that does are followed and must stay inside.
 * Only safe while no process of the job runs.
 *
 * @throws ActionsError `path-escapes`
 */
export async function resolveInWorkspace(workspace: Workspace, path: string): Promise<string> {
  const relativePath = isAbsolute(path) ? relative(workspace.target, path) : path;
  const root = await realpath(workspace.host);
  const wanted = resolve(root, relativePath);
  if (!isInside(root, wanted)) throw escapes(path);
  const real = await realpathOfExisting(wanted);
  if (!isInside(root, real)) throw escapes(path);
  return real;
}

/** Whether a resolved path is a folder or lies in it. */
export function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way === '' || (!isAbsolute(way) && way !== '..' && !way.startsWith('../'));
}

/** The path with the links of its longest existing part followed. */
async function realpathOfExisting(path: string): Promise<string> {
  const missing: string[] = [];
  let existing = path;
  for (;;) {
    try {
      return join(await realpath(existing), ...missing);
    } catch (error) {
      const gone = error instanceof Error && 'code' in error && error.code === 'ENOENT';
      const parent = resolve(existing, '..');
      if (!gone || parent === existing) throw error;
      // A dangling link would be followed by whoever creates the file.
      if (await isThere(existing)) throw escapes(existing);
      missing.unshift(relative(parent, existing));
      existing = parent;
    }
  }
}

async function isThere(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}

function escapes(path: string): ActionsError {
  return new ActionsError('path-escapes', `The path "${path}" leads out of the job's workspace.`);
}
