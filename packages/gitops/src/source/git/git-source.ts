import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { GitOpsError } from '../../errors.ts';
import { resolveRepoPath } from '../repo-path.ts';
import type { SourceRepository } from '../source-repository.ts';
import { checkGitUrl, type GitScheme } from './git-url.ts';
import { parseRemoteRefs, pickRevision, type RemoteRef } from './pick-revision.ts';
import { parseBatch, parseTree, type TreeEntry } from './read-objects.ts';
import { runGit, type GitSetting } from './run-git.ts';
import { createSharedCalls } from './shared-calls.ts';

/** How repositories are reached. */
export interface GitSourceOptions {
  /** Where the mirrors are kept; one folder a repository. */
  cacheDir: string;
  /** The address to use for a repository, with what git has to send along. */
  resolveUrl?: (repoURL: string) => {
    url: string;
    /** The value of an Authorization header. */
    authorization?: string;
    /** The Host header, when the address is not the host's own name. */
    hostHeader?: string;
  };
  /** How long one run of git may take; 60 s by default. */
  timeoutMs?: number;
  /** Which schemes are let through; https, http and ssh by default. */
  schemes?: readonly GitScheme[];
  /** The most files one tree may hold; 20,000 by default. */
  maxFiles?: number;
  /** The most bytes one tree may hold; 100 MB by default. */
  maxBytes?: number;
}

const fullCommit = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/;
const maxRefBytes = 64 * 1024 * 1024;
/** What `cat-file --batch` prints around each object. */
const maxHeaderBytes = 128;

/**
 * A `SourceRepository` on the git binary: a bare mirror a repository, into which single commits are
 * fetched as they are needed; nothing is ever checked out.
 */
export function createGitSource(options: GitSourceOptions): SourceRepository {
  return new GitSource(options);
}

interface Remote {
  url: string;
  config: readonly GitSetting[];
}

class GitSource implements SourceRepository {
  readonly #options: GitSourceOptions;
  readonly #timeoutMs: number;
  readonly #limits: { maxFiles: number; maxBytes: number };
  readonly #mirrors = new Map<string, Promise<void>>();
  readonly #locks = new Map<string, Promise<unknown>>();
  readonly #fetched = new Map<string, Set<string>>();
  readonly #refs = createSharedCalls<readonly RemoteRef[]>();

  constructor(options: GitSourceOptions) {
    this.#options = options;
    this.#timeoutMs = options.timeoutMs ?? 60_000;
    this.#limits = {
      maxFiles: options.maxFiles ?? 20_000,
      maxBytes: options.maxBytes ?? 100 * 1024 * 1024,
    };
  }

  async resolveRevision(
    repoURL: string,
    targetRevision: string,
    signal: AbortSignal,
  ): Promise<string> {
    if (fullCommit.test(targetRevision)) return targetRevision;
    const { url, config } = this.#remoteOf(repoURL);
    const found = await this.#refs(repoURL, async () => {
      const args = ['ls-remote', '--quiet', '--end-of-options', url];
      // Shared by several callers: none of their signals may end it.
      const output = await this.#git(args, new AbortController().signal, { config });
      return parseRemoteRefs(output.toString());
    });
    signal.throwIfAborted();
    const commit = pickRevision(found, targetRevision || 'HEAD');
    if (commit !== undefined) return commit;
    throw new GitOpsError(
      'revision_not_found',
      `unable to resolve '${targetRevision}' to a commit SHA in ${repoURL}`,
    );
  }

  async readTree(
    repoURL: string,
    commit: string,
    path: string,
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, Uint8Array>> {
    if (!fullCommit.test(commit)) {
      throw new GitOpsError('revision_not_found', `'${commit}' is not a full commit SHA`);
    }
    const base = resolveRepoPath('', path);
    const folder = await this.#fetchCommit(repoURL, commit, signal);
    const listed = await this.#list(folder, commit, base, signal);
    const entries = listed.filter((entry) => entry.type === 'blob');
    checkLimits(entries, this.#limits);
    const bytes = await this.#contents(folder, entries, signal);
    const files = new Map<string, Uint8Array>();
    for (const entry of entries) {
      const content = bytes.get(entry.oid) ?? new Uint8Array();
      const file =
        entry.mode === '120000'
          ? await this.#followLink({ folder, commit, link: entry, content }, signal)
          : content;
      files.set(relativeTo(base, entry.path), file);
    }
    return files;
  }

  #git(
    args: readonly string[],
    signal: AbortSignal,
    more: { cwd?: string; config?: readonly GitSetting[]; stdin?: string; maxBytes?: number } = {},
  ): Promise<Buffer> {
    return runGit({
      args,
      home: this.#options.cacheDir,
      signal: AbortSignal.any([signal, AbortSignal.timeout(this.#timeoutMs)]),
      maxBytes: maxRefBytes,
      ...more,
    });
  }

  #remoteOf(repoURL: string): Remote {
    const resolved = this.#options.resolveUrl?.(repoURL) ?? { url: repoURL };
    checkGitUrl(resolved.url, this.#options.schemes ?? ['https', 'http', 'ssh']);
    const headers: string[] = [];
    if (resolved.hostHeader !== undefined) headers.push(`Host: ${resolved.hostHeader}`);
    if (resolved.authorization !== undefined) {
      headers.push(`Authorization: ${resolved.authorization}`);
    }
    if (headers.some((header) => /[\r\n]/.test(header))) {
      throw new GitOpsError('repository_refused', 'a header for the repository holds a line break');
    }
    return { url: resolved.url, config: headerConfig(headers) };
  }

  /** Runs one at a time for each mirror: git's own lock files do not wait. */
  async #locked<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = this.#locks.get(key) ?? Promise.resolve();
    const run = before.then(work, work);
    const settled = run.catch(() => undefined);
    this.#locks.set(key, settled);
    try {
      return await run;
    } finally {
      if (this.#locks.get(key) === settled) this.#locks.delete(key);
    }
  }

  async #mirrorOf(repoURL: string, signal: AbortSignal): Promise<string> {
    const name = createHash('sha256').update(repoURL).digest('hex').slice(0, 32);
    const folder = join(this.#options.cacheDir, name);
    const making = this.#mirrors.get(folder) ?? this.#makeMirror(folder, signal);
    this.#mirrors.set(folder, making);
    try {
      await making;
    } catch (error) {
      this.#mirrors.delete(folder);
      throw error;
    }
    return folder;
  }

  async #makeMirror(folder: string, signal: AbortSignal): Promise<void> {
    await mkdir(this.#options.cacheDir, { recursive: true, mode: 0o700 });
    await this.#git(['init', '--quiet', '--bare', '--', folder], signal);
  }

  async #hasCommit(folder: string, commit: string, signal: AbortSignal): Promise<boolean> {
    try {
      await this.#git(['cat-file', '-e', `${commit}^{commit}`], signal, { cwd: folder });
      return true;
    } catch (error) {
      if (signal.aborted) throw error;
      return false;
    }
  }

  async #fetchCommit(repoURL: string, commit: string, signal: AbortSignal): Promise<string> {
    // Also for a commit that is there already: an address that is refused stays refused.
    const remote = this.#remoteOf(repoURL);
    const folder = await this.#mirrorOf(repoURL, signal);
    const known = this.#fetched.get(folder) ?? new Set();
    this.#fetched.set(folder, known);
    if (known.has(commit)) return folder;
    return this.#locked(folder, async () => {
      await this.#ensureCommit(folder, remote, commit, signal);
      if (!(await this.#hasCommit(folder, commit, signal))) {
        throw new GitOpsError('revision_not_found', `commit ${commit} is not in ${repoURL}`);
      }
      // Nothing is ever collected in a mirror: a commit that was seen stays.
      known.add(commit);
      return folder;
    });
  }

  async #ensureCommit(
    folder: string,
    { url, config }: Remote,
    commit: string,
    signal: AbortSignal,
  ): Promise<void> {
    if (await this.#hasCommit(folder, commit, signal)) return;
    const fetch = ['fetch', '--quiet', '--no-tags', '--no-write-fetch-head'];
    const more = { cwd: folder, config };
    try {
      await this.#git([...fetch, '--depth=1', '--end-of-options', url, commit], signal, more);
    } catch (error) {
      if (signal.aborted) throw error;
      // Some hosts give only what a ref points to.
      const refs = ['+refs/heads/*:refs/heads/*', '+refs/tags/*:refs/tags/*'];
      await this.#git([...fetch, '--end-of-options', url, ...refs], signal, more);
    }
  }

  async #list(
    folder: string,
    commit: string,
    path: string,
    signal: AbortSignal,
  ): Promise<readonly TreeEntry[]> {
    const list = ['--literal-pathspecs', 'ls-tree', '-r', '-z', '-l', '--full-tree', commit];
    const paths = path === '' ? [] : ['--', path];
    const output = await this.#git([...list, ...paths], signal, { cwd: folder });
    return parseTree(output.toString());
  }

  async #contents(
    folder: string,
    entries: readonly TreeEntry[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, Uint8Array>> {
    if (entries.length === 0) return new Map();
    const stdin = `${[...new Set(entries.map((entry) => entry.oid))].join('\n')}\n`;
    const maxBytes = this.#limits.maxBytes + entries.length * maxHeaderBytes;
    const more = { cwd: folder, stdin, maxBytes };
    return parseBatch(await this.#git(['cat-file', '--batch'], signal, more));
  }

  async #followLink(
    from: { folder: string; commit: string; link: TreeEntry; content: Uint8Array },
    signal: AbortSignal,
  ): Promise<Uint8Array> {
    const { folder, commit, link } = from;
    const target = new TextDecoder().decode(from.content);
    const refused = (reason: string): GitOpsError =>
      new GitOpsError(
        'repository_refused',
        `the link ${link.path} → ${target} is refused: ${reason}`,
      );
    if (target.startsWith('/')) throw refused('it leads out of the repository');
    const slash = link.path.lastIndexOf('/');
    const path = resolveRepoPath(slash < 0 ? '' : link.path.slice(0, slash), target);
    const found = await this.#list(folder, commit, path, signal);
    const entry = found.find((candidate) => candidate.path === path);
    if (entry === undefined || entry.type !== 'blob' || entry.mode === '120000') {
      throw refused('it does not lead to a file');
    }
    checkLimits([entry], this.#limits);
    return (await this.#contents(folder, [entry], signal)).get(entry.oid) ?? new Uint8Array();
  }
}

function headerConfig(headers: readonly string[]): readonly GitSetting[] {
  if (headers.length === 0) return [];
  // A redirect must not carry the credentials to another host.
  const settings: GitSetting[] = headers.map((header) => ['http.extraHeader', header]);
  return [['http.followRedirects', 'false'], ...settings];
}

function checkLimits(
  entries: readonly TreeEntry[],
  limits: { maxFiles: number; maxBytes: number },
): void {
  if (entries.length > limits.maxFiles) {
    throw new GitOpsError(
      'repository_refused',
      `the folder holds ${entries.length} files; at most ${limits.maxFiles} are read`,
    );
  }
  const size = entries.reduce((sum, entry) => sum + entry.size, 0);
  if (size > limits.maxBytes) {
    throw new GitOpsError(
      'repository_refused',
      `the folder holds ${size} bytes; at most ${limits.maxBytes} are read`,
    );
  }
}

function relativeTo(base: string, path: string): string {
  if (base === '') return path;
  return path === base ? path.slice(path.lastIndexOf('/') + 1) : path.slice(base.length + 1);
}
