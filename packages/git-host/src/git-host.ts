import type { IncomingMessage, ServerResponse } from 'node:http';

import type { Authorize } from './authorize.ts';
import { commitFiles, type CommitFilesRequest, type CommitFilesResult } from './commit-files.ts';
import type { Context } from './context.ts';
import { RepositoryNotFound } from './errors.ts';
import { exportTree } from './export-tree.ts';
import { prepareFolders } from './folders.ts';
import { gitEnvironment } from './git-environment.ts';
import type { GitSettings } from './git-settings.ts';
import { createGit } from './git.ts';
import { log, type LogEntry, type LogOptions } from './log.ts';
import { silentLogger, type GitHostLogger } from './logger.ts';
import { readPusher } from './read-pusher.ts';
import { listTree, readFile, refs, resolveRevision, type TreeEntry } from './read.ts';
import type { RefEvent } from './ref-events.ts';
import { createMemoryRefStore, type RefStore } from './ref-store.ts';
import { createRefTracker, type RefListener, type RefTracker } from './ref-tracker.ts';
import {
  archiveRepository,
  createRepository,
  deleteRepository,
  listRepositories,
  repositoryExists,
  type CreateRepositoryOptions,
} from './repositories.ts';
import { createSmartHttpHandler } from './smart-http/handler.ts';
import { withDefaults, type SmartHttpLimits } from './smart-http/limits.ts';

export interface GitHostOptions {
  /** Bare repositories live at `<dir>/<path>.git`; one host a folder. */
  readonly dir: string;
  readonly authorize: Authorize;
  /** Where the refs last told to listeners are kept; default: in memory. */
  readonly refStore?: RefStore;
  readonly logger?: GitHostLogger;
  /** The git program; default `git`, found by PATH. */
  readonly gitPath?: string;
  /** PATH of the git processes; default this process's. */
  readonly path?: string;
  readonly realm?: string;
  readonly settings?: GitSettings;
  readonly limits?: SmartHttpLimits;
  readonly now?: () => Date;
}

/** A git host: bare repositories, smart HTTP, reading and writing without a work tree, ref events. */
export interface GitHost extends AsyncDisposable {
  /** Serves a git client. `path` is path and query below the git root. Never rejects. */
  handle(req: IncomingMessage, res: ServerResponse, path: string): Promise<void>;
  /** Idempotent. @throws InvalidPath */
  createRepository(repository: string, options?: CreateRepositoryOptions): Promise<void>;
  repositoryExists(repository: string): Promise<boolean>;
  /** Idempotent; the repository is gone for everybody at once. */
  deleteRepository(repository: string): Promise<void>;
  /** Moves it to `<dir>/.archive/<path>-<time>.git` and returns that path below `dir`. @throws RepositoryNotFound */
  archiveRepository(repository: string): Promise<string>;
  listRepositories(): Promise<string[]>;
  /** One commit on a branch, or none when nothing changes. @throws Conflict, InvalidPath, RepositoryNotFound */
  commitFiles(request: CommitFilesRequest): Promise<CommitFilesResult>;
  /** The commit of a branch, tag or commit id. @throws RevisionNotFound, InvalidPath */
  resolveRevision(repository: string, revision: string): Promise<string>;
  /** @throws PathNotFound, RevisionNotFound, InvalidPath */
  readFile(repository: string, revision: string, path: string): Promise<Uint8Array>;
  /** @throws PathNotFound, RevisionNotFound, InvalidPath */
  listTree(
    repository: string,
    revision: string,
    path?: string,
    options?: { readonly recursive?: boolean },
  ): Promise<TreeEntry[]>;
  log(repository: string, revision: string, options: LogOptions): Promise<LogEntry[]>;
  /** Writes a commit's files into an absent or empty directory; refuses trees whose symlinks lead out. */
  exportTree(
    repository: string,
    revision: string,
    directory: string,
    options?: { readonly path?: string },
  ): Promise<void>;
  refs(repository: string): Promise<Map<string, string>>;
  /** Subscribes to ref events; the function returned ends it. Then call {@link GitHost.reconcile}. */
  onRefUpdate(listener: RefListener): () => void;
  /** Tells listeners what moved since the last record; without a repository: in all of them. */
  reconcile(repository?: string): Promise<readonly RefEvent[]>;
  /** Refuses new requests, ends those under way, waits for events being told. */
  close(): Promise<void>;
}

/** Opens the host on a folder. @throws GitFailed when git cannot be run */
export async function createGitHost(options: GitHostOptions): Promise<GitHost> {
  const folders = await prepareFolders(options.dir, options.settings ?? {});
  const environment = gitEnvironment({
    path: options.path ?? process.env['PATH'] ?? '/usr/bin:/bin',
    home: folders.home,
    configFile: folders.configFile,
  });
  const git = createGit(options.gitPath ?? 'git', environment);
  const programs = (await git({ args: ['--exec-path'] })).stdout.toString('utf8').trim();
  const context: Context = { folders, git, now: options.now ?? (() => new Date()) };
  const logger = options.logger ?? silentLogger;
  const tracker = createRefTracker({
    store: options.refStore ?? createMemoryRefStore(),
    readRefs: (repository) => refs(context, repository),
    readPusher: (event) => readPusher(context, event),
  });
  const background = createBackground(tracker, logger);
  const closing = new AbortController();
  const handle = createSmartHttpHandler({
    projectRoot: folders.root,
    program: `${programs}/git-http-backend`,
    environment,
    realm: options.realm ?? 'git',
    limits: withDefaults(options.limits ?? {}),
    authorize: options.authorize,
    exists: (repository) => repositoryExists(context, repository),
    pushed: (repository) => background.start(repository),
    logger,
    signal: closing.signal,
  });
  const serving = new Set<Promise<void>>();
  async function close(): Promise<void> {
    closing.abort();
    await Promise.allSettled(serving);
    await background.settled();
  }
  return {
    ...repositoryOperations(context, tracker, background),
    handle(req, res, path) {
      const done = handle(req, res, path).finally(() => serving.delete(done));
      serving.add(done);
      return done;
    },
    onRefUpdate: (listener) => tracker.subscribe(listener),
    close,
    [Symbol.asyncDispose]: close,
  };
}

type RepositoryOperations = Omit<
  GitHost,
  'handle' | 'onRefUpdate' | 'close' | typeof Symbol.asyncDispose
>;

function repositoryOperations(
  context: Context,
  tracker: RefTracker,
  background: Background,
): RepositoryOperations {
  async function reconcileAll(): Promise<readonly RefEvent[]> {
    const told: RefEvent[] = [];
    for (const repository of await listRepositories(context)) {
      told.push(...(await tracker.reconcile(repository).catch(ignoreDeleted)));
    }
    return told;
  }
  return {
    async createRepository(repository, create) {
      // A record left by an earlier repository of this name must not speak for the new one.
      if (!repositoryExists(context, repository)) await tracker.forget(repository);
      await createRepository(context, repository, create);
    },
    repositoryExists: (repository) => Promise.resolve(repositoryExists(context, repository)),
    async deleteRepository(repository) {
      await deleteRepository(context, repository);
      await tracker.forget(repository);
    },
    async archiveRepository(repository) {
      const place = await archiveRepository(context, repository);
      await tracker.forget(repository);
      return place;
    },
    listRepositories: () => listRepositories(context),
    async commitFiles(request) {
      const result = await commitFiles(context, request);
      if (result.changed) background.start(request.repository);
      return result;
    },
    resolveRevision: (repository, revision) => resolveRevision(context, repository, revision),
    readFile: (repository, revision, path) => readFile(context, repository, revision, path),
    listTree: (repository, revision, path, list) =>
      listTree(context, repository, revision, path, list),
    log: (repository, revision, limits) => log(context, repository, revision, limits),
    exportTree: (repository, revision, directory, part) =>
      exportTree(context, repository, revision, directory, part),
    refs: (repository) => refs(context, repository),
    reconcile: (repository) =>
      repository === undefined ? reconcileAll() : tracker.reconcile(repository),
  };
}

function ignoreDeleted(error: unknown): readonly RefEvent[] {
  if (error instanceof RepositoryNotFound) return [];
  throw error;
}

interface Background {
  start(repository: string): void;
  settled(): Promise<void>;
}

/** Reconciles after a push without holding up the answer; what fails comes again at the next call. */
function createBackground(tracker: RefTracker, logger: GitHostLogger): Background {
  const running = new Set<Promise<void>>();
  return {
    start(repository) {
      const done = tracker
        .reconcile(repository)
        .catch(ignoreDeleted)
        .then(
          () => undefined,
          (error: unknown) => logger.error({ err: error, repository }, 'telling ref events failed'),
        )
        .finally(() => running.delete(done));
      running.add(done);
    },
    async settled() {
      while (running.size > 0) await Promise.allSettled(running);
    },
  };
}
