import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

import { gitConfiguration, type GitSettings } from './git-settings.ts';

/** The host's folders. Names with a leading dot can never be a repository's. */
export interface Folders {
  readonly root: string;
  readonly archive: string;
  /** Half-made and half-removed things; emptied at every start. */
  readonly temporary: string;
  readonly home: string;
  readonly configFile: string;
}

/** Makes the folders and writes the configuration; what an earlier process left half-done is removed. */
export async function prepareFolders(dir: string, settings: GitSettings): Promise<Folders> {
  const root = resolve(dir);
  const own = join(root, '.git-host');
  const folders: Folders = {
    root,
    archive: join(root, '.archive'),
    temporary: join(own, 'tmp'),
    home: join(own, 'home'),
    configFile: join(own, 'gitconfig'),
  };
  const hooks = join(own, 'hooks');
  await rm(folders.temporary, { recursive: true, force: true });
  for (const folder of [root, own, folders.archive, folders.temporary, folders.home, hooks]) {
    await mkdir(folder, { recursive: true, mode: 0o700 });
  }
  await writeFile(folders.configFile, gitConfiguration(settings, hooks), { mode: 0o600 });
  return folders;
}

/** The bare repository's folder; `repository` must have passed {@link assertRepositoryPath}. */
export function repositoryFolder(folders: Folders, repository: string): string {
  return join(folders.root, `${repository}.git`);
}
