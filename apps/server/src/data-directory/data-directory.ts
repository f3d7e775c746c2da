import { createHash } from 'node:crypto';
import { mkdir, realpath, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { FairwayError } from '../errors/fairway-error.ts';

/** Where a server keeps its state; every path is absolute. */
export interface DataDirectory {
  root: string;
  lock: string;
  masterKey: string;
  metricsToken: string;
  certificateAuthority: string;
  certificateAuthorityKey: string;
  kubeconfig: string;
  postgres: string;
  git: string;
  gitopsCache: string;
  blobs: string;
  registry: string;
  images: string;
  sandbox: string;
  kubelet: string;
  pipelines: string;
  cache: string;
  /**
   * Folder of PostgreSQL's Unix socket: outside the data directory, since a socket's path may have
   * at most 107 bytes.
   */
  postgresSocket: string;
}

/**
 * Creates the data directory (owner-only) and tells its parts.
 *
 * @throws FairwayError `data-directory-unusable` when it cannot be made or written to.
 */
export async function openDataDirectory(path: string): Promise<DataDirectory> {
  try {
    return await open(path);
  } catch (error) {
    throw new FairwayError('data-directory-unusable', {
      message: `The data directory ${resolve(path)} cannot be used: ${(error as Error).message}`,
      remedy: 'Choose a folder that you may write to with --data.',
      cause: error,
    });
  }
}

async function open(path: string): Promise<DataDirectory> {
  await mkdir(resolve(path), { recursive: true, mode: 0o700 });
  const root = await realpath(resolve(path));
  const at = (...parts: string[]): string => join(root, ...parts);
  const directory: DataDirectory = {
    root,
    lock: at('server.json'),
    masterKey: at('master.key'),
    metricsToken: at('metrics.token'),
    certificateAuthority: at('ca.crt'),
    certificateAuthorityKey: at('ca.key'),
    kubeconfig: at('kubeconfig'),
    postgres: at('postgres'),
    git: at('git'),
    gitopsCache: at('gitops'),
    blobs: at('blobs'),
    registry: at('registry'),
    images: at('images'),
    sandbox: at('sandbox'),
    kubelet: at('kubelet'),
    pipelines: at('pipelines'),
    cache: at('cache'),
    postgresSocket: join(tmpdir(), `fairway-${await socketName(root)}`),
  };
  for (const part of [
    directory.git,
    directory.blobs,
    directory.registry,
    directory.images,
    directory.sandbox,
    directory.kubelet,
    directory.pipelines,
    directory.cache,
  ]) {
    await mkdir(part, { recursive: true, mode: 0o700 });
  }
  return directory;
}

async function socketName(root: string): Promise<string> {
  const { ino, dev } = await stat(root);
  return createHash('sha256').update(`${dev}:${ino}:${root}`).digest('hex').slice(0, 16);
}
