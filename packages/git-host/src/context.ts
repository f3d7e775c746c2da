import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { RepositoryNotFound } from './errors.ts';
import { repositoryFolder, type Folders } from './folders.ts';
import type { Git } from './git.ts';
import { assertRepositoryPath } from './repository-path.ts';

/** What each operation on repositories needs. */
export interface Context {
  readonly folders: Folders;
  readonly git: Git;
  readonly now: () => Date;
}

/**
 * The folder of a repository that exists.
 * @throws InvalidPath for a bad name, RepositoryNotFound when there is none.
 */
export function locate(context: Context, repository: string): string {
  const folder = repositoryFolder(context.folders, assertRepositoryPath(repository));
  if (!existsSync(join(folder, 'HEAD'))) throw new RepositoryNotFound(repository);
  return folder;
}
