import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { locate, type Context } from './context.ts';
import { repositoryFolder } from './folders.ts';
import { assertRepositoryPath, isRepositoryPath } from './repository-path.ts';
import { assertBranch } from './revision.ts';

export interface CreateRepositoryOptions {
  readonly defaultBranch?: string;
  readonly description?: string;
}

/** Makes an empty bare repository: built aside, then renamed, so it is never seen half-made. False: it was there. */
export async function createRepository(
  context: Context,
  repository: string,
  options: CreateRepositoryOptions = {},
): Promise<boolean> {
  const target = repositoryFolder(context.folders, assertRepositoryPath(repository));
  const branch = assertBranch(options.defaultBranch ?? 'main');
  if (existsSync(target)) return false;
  const aside = await mkdtemp(join(context.folders.temporary, 'new-'));
  try {
    const fresh = join(aside, 'repository.git');
    await context.git({
      args: ['init', '--quiet', '--bare', '--template=', `--initial-branch=${branch}`, '--', fresh],
    });
    const description = (options.description ?? '').replaceAll(/\p{Cc}+/gu, ' ');
    await writeFile(join(fresh, 'description'), `${description}\n`);
    await mkdir(dirname(target), { recursive: true, mode: 0o700 });
    return await renameIfFree(fresh, target);
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}

/** False when somebody else put something there first. */
async function renameIfFree(from: string, to: string): Promise<boolean> {
  try {
    await rename(from, to);
    return true;
  } catch (error) {
    if (['ENOTEMPTY', 'EEXIST'].includes(errorCode(error))) return false;
    throw error;
  }
}

/** Tells whether the repository exists. @throws InvalidPath */
export function repositoryExists(context: Context, repository: string): boolean {
  return existsSync(
    join(repositoryFolder(context.folders, assertRepositoryPath(repository)), 'HEAD'),
  );
}

/** Removes a repository at once for everybody; a second call finds nothing to do. */
export async function deleteRepository(context: Context, repository: string): Promise<void> {
  const folder = repositoryFolder(context.folders, assertRepositoryPath(repository));
  const aside = await mkdtemp(join(context.folders.temporary, 'old-'));
  try {
    await rename(folder, join(aside, 'repository.git'));
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
  } finally {
    // Whatever a crash leaves here is removed at the next start.
    await rm(aside, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** Moves a repository out of reach of git clients; returns where it is, relative to the host's folder. */
export async function archiveRepository(context: Context, repository: string): Promise<string> {
  const folder = locate(context, repository);
  const time = context.now().toISOString().replaceAll(/[:.]/g, '-');
  const target = join(context.folders.archive, `${repository}-${time}.git`);
  await mkdir(dirname(target), { recursive: true, mode: 0o700 });
  await rename(folder, target);
  return target.slice(context.folders.root.length + 1);
}

/** Every repository's path, sorted. */
export async function listRepositories(context: Context): Promise<string[]> {
  const found: string[] = [];
  await walk(context.folders.root, '', found);
  return found.sort();
}

async function walk(root: string, prefix: string, found: string[]): Promise<void> {
  for (const entry of await readdir(join(root, prefix), { withFileTypes: true })) {
    if (!entry.isDirectory() || entry.name.startsWith('.')) continue;
    const path = prefix === '' ? entry.name : `${prefix}/${entry.name}`;
    if (!path.endsWith('.git')) await walk(root, path, found);
    else if (isRepositoryPath(path.slice(0, -4))) found.push(path.slice(0, -4));
  }
}

function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
