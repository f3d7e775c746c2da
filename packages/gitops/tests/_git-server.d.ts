import { type IncomingMessage } from 'node:http';
/** A real git repository that can be committed to and fetched over HTTP. */
export interface TestRepository {
  url: string;
  /** Writes (or with null removes) files and commits; answers the commit. */
  commit(files: Readonly<Record<string, string | null>>): Promise<string>;
  git(...args: string[]): Promise<string>;
}
export interface GitServer extends AsyncDisposable {
  url: string;
  /** Headers of the requests so far. */
  requests: IncomingMessage['headers'][];
  repository(name: string): Promise<TestRepository>;
}
/** Serves the repositories in a folder through `git http-backend` on a free port. */
export declare function startGitServer(folder: string): Promise<GitServer>;
//# sourceMappingURL=_git-server.d.ts.map
