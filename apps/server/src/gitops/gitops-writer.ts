import type { GitHostPort } from '../adapters/git-host/port.ts';
import {
  type EnvironmentFiles,
  environmentFiles,
  environmentFolder,
  type Files,
  rootFiles,
  teamFiles,
} from './layout.ts';
import { gitopsRepository } from './names.ts';

/** The one writer of the gitops repository. */
export interface GitopsWriter {
  /** Makes the repository and its root files, if they are not there. */
  prepare(): Promise<void>;
  /**
   * Puts a release on an environment; the same again makes no commit. `teamProjects` names the
   * projects of the team; it is asked when the write's turn comes, and may refuse it by throwing.
   */
  deploy(
    release: EnvironmentFiles,
    message: string,
    teamProjects: () => Promise<readonly string[]>,
  ): Promise<{ commit: string }>;
  /** Takes an environment away; nothing happens where there is none. */
  remove(project: string, environment: string): Promise<{ commit: string }>;
  /** The commit that the branch points to. */
  head(): Promise<string | undefined>;
}

const author = { name: 'Fairway', email: 'fairway@example.com' };

/** The writer on a git host: writes wait for each other, so that commits come one after another. */
export function createGitopsWriter(gitHost: GitHostPort): GitopsWriter {
  const repositoryUrl = gitHost.internalUrl(gitopsRepository);
  const repositoryBase = repositoryUrl.slice(0, -`/${gitopsRepository}.git`.length);
  let tail: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const result = tail.then(work, work);
    tail = result.catch(() => undefined);
    return result;
  };
  const commit = async (
    files: ReadonlyMap<string, string | null>,
    message: string,
  ): Promise<{ commit: string }> => {
    const result = await gitHost.commit({
      repository: gitopsRepository,
      branch: 'main',
      message,
      author,
      changes: [...files].map(([path, content]) => ({ path, content })),
    });
    await gitHost.reconcile(gitopsRepository);
    return { commit: result.commit };
  };
  return {
    async prepare() {
      await gitHost.createRepository(gitopsRepository, 'What runs where');
      await inTurn(() => commit(rootFiles(repositoryUrl), 'Set up the app of apps'));
    },
    deploy: (release, message, teamProjects) =>
      inTurn(async () => {
        const team: Files = teamFiles(release.team, repositoryBase, await teamProjects());
        return commit(new Map([...team, ...environmentFiles(release)]), message);
      }),
    remove: (project, environment) =>
      inTurn(async () => {
        const folder = environmentFolder(project, environment);
        const paths = await gitHost.list(gitopsRepository, 'main', folder);
        const removed = new Map(paths.map((path) => [path, null]));
        if (removed.size === 0) {
          return { commit: (await gitHost.head(gitopsRepository, 'main')) ?? '' };
        }
        return commit(removed, `Remove ${project} from ${environment}`);
      }),
    head: () => gitHost.head(gitopsRepository, 'main'),
  };
}
