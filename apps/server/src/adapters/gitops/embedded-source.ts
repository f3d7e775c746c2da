import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { type GitHost, GitHostError, PathNotFound, RevisionNotFound } from '@fairway/git-host';
import { GitOpsError, type SourceRepository } from '@fairway/gitops';

const internalUrl = /^http:\/\/fairway\.internal\/git\/([a-z0-9-]+\/[a-z0-9-]+)\.git$/;

/**
 * Repositories for the GitOps engine: those of the built-in host by their logical URL, read from
 * disk; every other URL through `others`.
 */
export function embeddedSource(host: GitHost, others: SourceRepository): SourceRepository {
  return {
    async resolveRevision(repoURL, targetRevision, signal) {
      const repository = repositoryOf(repoURL);
      if (repository === undefined) return others.resolveRevision(repoURL, targetRevision, signal);
      return told(repoURL, () => host.resolveRevision(repository, targetRevision));
    },
    async readTree(repoURL, commit, path, signal) {
      const repository = repositoryOf(repoURL);
      if (repository === undefined) return others.readTree(repoURL, commit, path, signal);
      return told(repoURL, () => readTree(host, repository, commit, path));
    },
  };
}

function repositoryOf(repoURL: string): string | undefined {
  return internalUrl.exec(repoURL)?.[1];
}

async function told<T>(repoURL: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof GitHostError)) throw error;
    const code =
      error instanceof RevisionNotFound ? 'revision_not_found' : 'repository_unavailable';
    throw new GitOpsError(code, `${repoURL}: ${error.message}`, { cause: error });
  }
}

async function readTree(
  host: GitHost,
  repository: string,
  commit: string,
  path: string,
): Promise<ReadonlyMap<string, Uint8Array>> {
  const clean = path.replaceAll(/^\.?\/+|\/+$/g, '').replace(/^\.$/, '');
  const folder = await mkdtemp(join(tmpdir(), 'fairway-tree-'));
  try {
    await host.exportTree(repository, commit, folder, clean === '' ? {} : { path: clean });
    return await readFolder(folder);
  } catch (error) {
    if (error instanceof PathNotFound) return new Map();
    throw error;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function readFolder(folder: string): Promise<ReadonlyMap<string, Uint8Array>> {
  if (!(await stat(folder)).isDirectory()) {
    return new Map([[basename(folder), new Uint8Array(await readFile(folder))]]);
  }
  const files = new Map<string, Uint8Array>();
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const full = join(entry.parentPath, entry.name);
    files.set(full.slice(folder.length + 1), new Uint8Array(await readFile(full)));
  }
  return files;
}
