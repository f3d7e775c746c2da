import { copyFile, lstat, mkdir, readdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ActionsError } from '../errors.ts';
import { byName } from '../json.ts';
import type { StoredArtifact } from '../run/result.ts';

/** A file to keep: where it is and what it is called in the artifact. */
export interface ArtifactFile {
  readonly hostPath: string;
  /** Relative, with `/`. */
  readonly path: string;
}

/** The artifacts of one run. */
export interface ArtifactStore {
  /** Keeps files under a name. Throws ActionsError when the name is taken or too much is kept. */
  save(name: string, files: readonly ArtifactFile[], overwrite: boolean): Promise<StoredArtifact>;
  list(): Promise<readonly StoredArtifact[]>;
}

const MAX_BYTES = 2 * 1024 ** 3;

/** Keeps artifacts as plain folders below a host folder. */
export function createArtifactStore(folder: string): ArtifactStore {
  const describe = async (name: string): Promise<StoredArtifact> => {
    const files = await filesBelow(join(folder, name), '');
    const sizes = await Promise.all(
      files.map(async (file) => (await stat(join(folder, name, file))).size),
    );
    const sizeBytes = sizes.reduce((sum, size) => sum + size, 0);
    return { name, folder: join(folder, name), files, sizeBytes };
  };
  return {
    async save(name, files, overwrite) {
      checkName(name);
      const target = join(folder, name);
      if (overwrite) await rm(target, { recursive: true, force: true });
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await claim(target, name);
      let bytes = 0;
      for (const file of files) {
        bytes += (await stat(file.hostPath)).size;
        if (bytes > MAX_BYTES) throw failed(`The artifact "${name}" is larger than 2 GiB.`);
        await mkdir(join(target, dirname(file.path)), { recursive: true });
        await copyFile(file.hostPath, join(target, file.path));
      }
      return describe(name);
    },
    async list() {
      const names = await readdir(folder).catch(() => []);
      return Promise.all(names.sort(byName).map(describe));
    },
  };
}

/** Two jobs may upload at once: the folder's creation decides who has the name. */
async function claim(target: string, name: string): Promise<void> {
  try {
    await mkdir(target, { mode: 0o700 });
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'EEXIST')) throw cause;
    throw failed(
      `An artifact named "${name}" exists already; choose another name or set overwrite: true.`,
    );
  }
}

function checkName(name: string): void {
  const bad =
    name === '' || name.length > 200 || /["":<>|*?\r\n\\/]/.test(name) || /^\.+$/.test(name);
  if (bad) {
    throw failed(
      `"${name}" is no name for an artifact: 1 to 200 characters, without " : < > | * ? / \\.`,
    );
  }
}

async function filesBelow(root: string, relative: string): Promise<readonly string[]> {
  const entries = await readdir(join(root, relative), { withFileTypes: true });
  const nested = await Promise.all(
    entries.map(async (entry) => {
      const path = relative === '' ? entry.name : `${relative}/${entry.name}`;
      if (entry.isDirectory()) return filesBelow(root, path);
      return (await lstat(join(root, path))).isFile() ? [path] : [];
    }),
  );
  return nested.flat().sort(byName);
}

function failed(message: string): ActionsError {
  return new ActionsError('action-failed', message);
}
