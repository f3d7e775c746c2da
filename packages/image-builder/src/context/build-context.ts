import { lstatSync, type Stats } from 'node:fs';
import { lstat, readdir, realpath } from 'node:fs/promises';
import { join, posix, sep } from 'node:path';

import { type Dockerignore, parseDockerignore } from './dockerignore.ts';
import { readInside } from './open-inside.ts';
import { hasWildcards, pathPattern } from './path-pattern.ts';

/** A file, folder or link of the context. */
export interface ContextEntry {
  /** Relative to the context, "/" between. */
  readonly path: string;
  readonly hostPath: string;
  readonly stats: Stats;
}

/** The folder a build takes its files from, without what .dockerignore leaves out. */
export class BuildContext {
  /** Its real path. */
  readonly root: string;
  readonly #ignore: Dockerignore;
  #entries: Promise<readonly ContextEntry[]> | undefined;

  constructor(root: string, ignore: Dockerignore) {
    this.root = root;
    this.#ignore = ignore;
  }

  /** Everything below a path, parents first, sorted; the path itself is not listed. */
  async below(path: string): Promise<readonly ContextEntry[]> {
    const prefix = path === '' ? '' : `${path}/`;
    return (await this.#all()).filter((entry) => entry.path.startsWith(prefix));
  }

  /**
   * What a source of COPY names. A link that is named itself is followed inside the context.
   * The root is an entry with the path ''.
   */
  async find(source: string): Promise<readonly ContextEntry[]> {
    const path = posix.normalize(source).replace(/^\/+/, '').replace(/\/+$/, '');
    if (path === '.' || path === '') {
      return [{ path: '', hostPath: this.root, stats: await lstat(this.root) }];
    }
    const all = await this.#all();
    const pattern = hasWildcards(path) ? pathPattern(path) : undefined;
    const found = all.filter((entry) => pattern?.test(entry.path) ?? entry.path === path);
    const followed = await Promise.all(found.map(async (entry) => this.#follow(entry, all)));
    return followed.filter((entry) => entry !== undefined);
  }

  async #follow(
    entry: ContextEntry,
    all: readonly ContextEntry[],
  ): Promise<ContextEntry | undefined> {
    if (!entry.stats.isSymbolicLink()) return entry;
    const end = await realpath(entry.hostPath).catch(() => undefined);
    if (end?.startsWith(this.root + sep) !== true) return undefined;
    const target = all.find(
      ({ path }) =>
        path ===
        end
          .slice(this.root.length + 1)
          .split(sep)
          .join('/'),
    );
    // A linked folder is copied from where it is; a linked file keeps the name it was asked by.
    return target?.stats.isDirectory() === true
      ? target
      : target && { ...target, path: entry.path };
  }

  async #all(): Promise<readonly ContextEntry[]> {
    this.#entries ??= this.#list('');
    return this.#entries;
  }

  async #list(prefix: string): Promise<ContextEntry[]> {
    const found: ContextEntry[] = [];
    for (const name of (await readdir(join(this.root, prefix))).sort()) {
      const path = prefix + name;
      const excluded = this.#ignore.excludes(path);
      if (excluded && !this.#ignore.hasExceptions) continue;
      const hostPath = join(this.root, path);
      const stats = await lstat(hostPath);
      const below = stats.isDirectory() ? await this.#list(`${path}/`) : [];
      // An excluded folder counts when something in it is let in again.
      if (!excluded || below.length > 0) found.push({ path, hostPath, stats });
      for (const entry of below) found.push(entry);
    }
    return found;
  }
}

/**
 * Opens a context; `<dockerfile>.dockerignore` beside the Dockerfile comes before `.dockerignore`.
 * @param root the real path of the folder
 * @throws BuildError `context-invalid` when it is no file of the context
 */
export function openBuildContext(root: string, dockerfile: string): BuildContext {
  for (const name of [`${dockerfile}.dockerignore`, '.dockerignore']) {
    const path = join(root, name);
    if (lstatSync(path, { throwIfNoEntry: false }) === undefined) continue;
    return new BuildContext(root, parseDockerignore(readInside(root, path)));
  }
  return new BuildContext(root, parseDockerignore(''));
}
