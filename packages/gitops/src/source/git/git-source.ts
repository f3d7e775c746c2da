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

/**
 * A `SourceRepository` on the git binary: a bare mirror a repository, into which single commits are
 * fetched as they are needed; nothing is ever checked out.
 */
export function createGitSource(options: GitSourceOptions): SourceRepository {
  const schemes = options.schemes ?? ['https', 'http', 'ssh'];
  const timeoutMs = options.timeoutMs ?? 60_000;
  const maxFiles = options.maxFiles ?? 20_000;
  const maxBytes = options.maxBytes ?? 100 * 1024 * 1024;
  const present = new Map<string, Promise<void>>();
  const locks = new Map<string, Promise<unknown>>();
  const fetched = new Map<string, Set<string>>();
  const refs = createSharedCalls<readonly RemoteRef[]>();

  async function git(
    args: readonly string[],
    signal: AbortSignal,
    more: { cwd?: string; config?: readonly GitSetting[]; stdin?: string; maxBytes?: number } = {},
  ): Promise<Buffer> {
    return runGit({
      args,
      home: options.cacheDir,
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
      maxBytes: maxRefBytes,
      ...more,
    });
  }

  function remoteOf(repoURL: string): { url: string; config: readonly GitSetting[] } {
    const { url, authorization, hostHeader } = options.resolveUrl?.(repoURL) ?? { url: repoURL };
    checkGitUrl(url, schemes);
    const headers: string[] = [];
    if (hostHeader !== undefined) headers.push(`Host: ${hostHeader}`);
    if (authorization !== undefined) headers.push(`Authorization: ${authorization}`);
    if (headers.some((header) => /[\r\n]/.test(header))) {
      throw new GitOpsError('repository_refused', 'a header for the repository holds a line break');
    }
    return { url, config: headerConfig(headers) };
  }

  /** Runs one at a time for each mirror: git's own lock files do not wait. */
  async function locked<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = locks.get(key) ?? Promise.resolve();
    const run = before.then(work, work);
    const settled = run.catch(() => undefined);
    locks.set(key, settled);
    try {
      return await run;
    } finally {
      if (locks.get(key) === settled) locks.delete(key);
    }
  }

  async function mirrorOf(repoURL: string, signal: AbortSignal): Promise<string> {
    const folder = join(
      options.cacheDir,
      createHash('sha256').update(repoURL).digest('hex').slice(0, 32),
    );
    const making = present.get(folder) ?? makeMirror(folder, signal);
    present.set(folder, making);
    try {
      await making;
    } catch (error) {
      present.delete(folder);
      throw error;
    }
    return folder;
  }

  async function makeMirror(folder: string, signal: AbortSignal): Promise<void> {
    await mkdir(options.cacheDir, { recursive: true, mode: 0o700 });
    await git(['init', '--quiet', '--bare', '--', folder], signal);
  }

  async function hasCommit(folder: string, commit: string, signal: AbortSignal): Promise<boolean> {
    try {
      await git(['cat-file', '-e', `${commit}^{commit}`], signal, { cwd: folder });
      return true;
    } catch (error) {
      if (signal.aborted) throw error;
      return false;
    }
  }

  async function fetchCommit(
    repoURL: string,
    commit: string,
    signal: AbortSignal,
  ): Promise<string> {
    const folder = await mirrorOf(repoURL, signal);
    const known = fetched.get(folder) ?? new Set();
    fetched.set(folder, known);
    if (known.has(commit)) return folder;
    return locked(folder, async () => {
      // Nothing is ever collected in a mirror: a commit that was seen stays.
      known.add(await ensureCommit(folder, repoURL, commit, signal));
      return folder;
    });
  }

  async function ensureCommit(
    folder: string,
    repoURL: string,
    commit: string,
    signal: AbortSignal,
  ): Promise<string> {
    if (await hasCommit(folder, commit, signal)) return commit;
    const { url, config } = remoteOf(repoURL);
    const fetch = ['fetch', '--quiet', '--no-tags', '--no-write-fetch-head'];
    const more = { cwd: folder, config };
    try {
      await git([...fetch, '--depth=1', '--end-of-options', url, commit], signal, more);
    } catch (error) {
      if (signal.aborted) throw error;
      // Some hosts give only what a ref points to.
      const all = ['+refs/heads/*:refs/heads/*', '+refs/tags/*:refs/tags/*'];
      await git([...fetch, '--end-of-options', url, ...all], signal, more);
    }
    if (await hasCommit(folder, commit, signal)) return commit;
    throw new GitOpsError('revision_not_found', `commit ${commit} is not in ${repoURL}`);
  }

  async function list(
    folder: string,
    commit: string,
    path: string,
    signal: AbortSignal,
  ): Promise<readonly TreeEntry[]> {
    const paths = path === '' ? [] : ['--', path];
    const args = [
      '--literal-pathspecs',
      'ls-tree',
      '-r',
      '-z',
      '-l',
      '--full-tree',
      commit,
      ...paths,
    ];
    const output = await git(args, signal, { cwd: folder });
    return parseTree(output.toString());
  }

  async function contents(
    folder: string,
    entries: readonly TreeEntry[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, Uint8Array>> {
    if (entries.length === 0) return new Map();
    const stdin = `${[...new Set(entries.map((entry) => entry.oid))].join('\n')}\n`;
    const limit = maxBytes + entries.length * 128;
    return parseBatch(
      await git(['cat-file', '--batch'], signal, { cwd: folder, stdin, maxBytes: limit }),
    );
  }

  async function followLink(
    folder: string,
    commit: string,
    link: TreeEntry,
    target: string,
    signal: AbortSignal,
  ): Promise<Uint8Array> {
    const refused = (reason: string): GitOpsError =>
      new GitOpsError(
        'repository_refused',
        `the link ${link.path} → ${target} is refused: ${reason}`,
      );
    if (target.startsWith('/')) throw refused('it leads out of the repository');
    const slash = link.path.lastIndexOf('/');
    const path = resolveRepoPath(slash < 0 ? '' : link.path.slice(0, slash), target);
    const [entry] = (await list(folder, commit, path, signal)).filter(
      (found) => found.path === path,
    );
    if (entry === undefined || entry.type !== 'blob' || entry.mode === '120000') {
      throw refused('it does not lead to a file');
    }
    return (await contents(folder, [entry], signal)).get(entry.oid) ?? new Uint8Array();
  }

  return {
    async resolveRevision(repoURL, targetRevision, signal) {
      if (fullCommit.test(targetRevision)) return targetRevision;
      const { url, config } = remoteOf(repoURL);
      const found = await refs(repoURL, async () => {
        const args = ['ls-remote', '--quiet', '--end-of-options', url];
        return parseRemoteRefs(
          (await git(args, AbortSignal.timeout(timeoutMs), { config })).toString(),
        );
      });
      signal.throwIfAborted();
      const commit = pickRevision(found, targetRevision || 'HEAD');
      if (commit !== undefined) return commit;
      throw new GitOpsError(
        'revision_not_found',
        `unable to resolve '${targetRevision}' to a commit SHA in ${repoURL}`,
      );
    },
    async readTree(repoURL, commit, path, signal) {
      if (!fullCommit.test(commit)) {
        throw new GitOpsError('revision_not_found', `'${commit}' is not a full commit SHA`);
      }
      const base = resolveRepoPath('', path);
      const folder = await fetchCommit(repoURL, commit, signal);
      const entries = (await list(folder, commit, base, signal)).filter(
        (entry) => entry.type === 'blob',
      );
      checkLimits(entries, { maxFiles, maxBytes });
      const bytes = await contents(folder, entries, signal);
      const files = new Map<string, Uint8Array>();
      for (const entry of entries) {
        const content = bytes.get(entry.oid) ?? new Uint8Array();
        const isLink = entry.mode === '120000';
        const target = isLink ? new TextDecoder().decode(content) : '';
        const file = isLink ? await followLink(folder, commit, entry, target, signal) : content;
        files.set(relativeTo(base, entry.path), file);
      }
      return files;
    },
  };
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
