import { Conflict, type GitHost, PathNotFound, RevisionNotFound } from '@fairway/git-host';
import type { GitHostPort } from './port.ts';

const maxAttempts = 10;

/**
 * The git host port on the built-in host. `origin` is where people reach the platform; manifests
 * name the logical host `fairway.internal` instead, so that another port changes no commit.
 */
export function embeddedGitHost(host: GitHost, origin: string): GitHostPort {
  return {
    async createRepository(repository, description) {
      await host.createRepository(repository, { defaultBranch: 'main', description });
    },
    async commit(commit) {
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await host.commitFiles(commit);
        } catch (error) {
          if (!(error instanceof Conflict) || attempt === maxAttempts) throw error;
        }
      }
    },
    async head(repository, branch) {
      if (!(await host.repositoryExists(repository))) return undefined;
      return (await host.refs(repository)).get(`refs/heads/${branch}`);
    },
    async subject(repository, commit) {
      const [entry] = await host.log(repository, commit, { limit: 1 });
      return entry?.message.split('\n')[0] ?? '';
    },
    async readFile(repository, commit, path) {
      try {
        return await host.readFile(repository, commit, path);
      } catch (error) {
        if (error instanceof PathNotFound) return undefined;
        throw error;
      }
    },
    async readTree(repository, commit, folder) {
      const files = new Map<string, Uint8Array>();
      for (const path of await filesBelow(host, repository, commit, folder)) {
        files.set(
          folder === '' ? path : path.slice(folder.length + 1),
          await host.readFile(repository, commit, path),
        );
      }
      return files;
    },
    async list(repository, branch, folder) {
      return filesBelow(host, repository, branch, folder);
    },
    async deleteRepository(repository) {
      await host.deleteRepository(repository);
    },
    async archiveRepository(repository) {
      if (await host.repositoryExists(repository)) await host.archiveRepository(repository);
    },
    async reconcile(repository) {
      await host.reconcile(repository);
    },
    cloneUrl: (repository) => `${origin}/git/${repository}.git`,
    internalUrl: (repository) => `http://fairway.internal/git/${repository}.git`,
  };
}

/** Paths (from the root) of the regular files below a folder; none for a folder that is not there. */
async function filesBelow(
  host: GitHost,
  repository: string,
  revision: string,
  folder: string,
): Promise<string[]> {
  try {
    const path = folder === '' ? undefined : folder;
    const entries = await host.listTree(repository, revision, path, { recursive: true });
    return entries.filter((entry) => entry.type === 'file').map((entry) => entry.path);
  } catch (error) {
    if (error instanceof PathNotFound || error instanceof RevisionNotFound) return [];
    throw error;
  }
}
