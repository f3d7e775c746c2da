import {
  chmodSync,
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  futimesSync,
  lchownSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  rmSync,
  symlinkSync,
  writeSync,
  type Stats,
} from 'node:fs';
import { join, posix } from 'node:path';

import { OciError } from './errors.ts';
import type { Owner } from './layer-entry.ts';

const NEW_FILE = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;

/**
 * Writes entries below one folder and never outside it: every parent is looked at before it is
 * used, a symbolic link on the way is refused, and files are made anew, never opened.
 *
 * The calls are synchronous on purpose: a layer is thousands of files of a few microseconds each,
 * and a trip through the thread pool costs ten times as much.
 */
export class LayerWriter {
  readonly #root: string;
  readonly #owner: Owner | undefined;
  readonly #directories = new Set<string>(['']);
  /** Modes are set when all is written, so that a read-only folder can be filled. */
  readonly #modes = new Map<string, number>();

  constructor(root: string, owner: Owner | undefined) {
    this.#root = root;
    this.#owner = owner;
  }

  /** What is at a path now, without following a link. */
  stat(path: string): Stats | undefined {
    return lstatSync(this.#at(path), { throwIfNoEntry: false });
  }

  directory(path: string, mode: number): void {
    if (path === '') return;
    this.#parents(path);
    const existing = this.stat(path);
    if (existing !== undefined && !existing.isDirectory()) this.#remove(path);
    if (existing?.isDirectory() !== true) this.#mkdir(path);
    this.#modes.set(path, mode);
  }

  /** Makes an empty new file, gives its descriptor to `write` and closes it. */
  async file(
    path: string,
    attributes: { readonly mode: number; readonly mtime: number },
    write: (append: (chunk: Uint8Array) => void) => Promise<void>,
  ): Promise<void> {
    this.#replace(path);
    const fd = openSync(this.#at(path), NEW_FILE, 0o600);
    try {
      await write((chunk) => {
        let offset = 0;
        while (offset < chunk.byteLength) offset += writeSync(fd, chunk, offset);
      });
      if (this.#owner !== undefined) fchownSync(fd, this.#owner.uid, this.#owner.gid);
      fchmodSync(fd, attributes.mode);
      futimesSync(fd, attributes.mtime, attributes.mtime);
    } finally {
      closeSync(fd);
    }
  }

  symlink(path: string, target: string): void {
    this.#replace(path);
    symlinkSync(target, this.#at(path));
    if (this.#owner !== undefined) lchownSync(this.#at(path), this.#owner.uid, this.#owner.gid);
  }

  /** Links to a file that this layer already holds. */
  hardlink(path: string, target: string): void {
    this.#parents(target);
    if (this.stat(target)?.isFile() !== true) {
      throw new OciError(
        'invalid-layer',
        `The hard link ${path} names ${target}, which is no file of the layer`,
      );
    }
    if (path === target) return;
    this.#replace(path);
    linkSync(this.#at(target), this.#at(path));
  }

  /** Makes the folders that lead to a path. */
  parentsOf(path: string): void {
    this.#parents(path);
  }

  /** Sets the modes of the folders; call it once, last. */
  finish(): void {
    // Deepest first: a parent without permissions would bar the way to its children.
    for (const [path, mode] of [...this.#modes].reverse()) chmodSync(this.#at(path), mode);
  }

  #at(path: string): string {
    return join(this.#root, path);
  }

  #mkdir(path: string): void {
    mkdirSync(this.#at(path), 0o755);
    chmodSync(this.#at(path), 0o755);
    if (this.#owner !== undefined) lchownSync(this.#at(path), this.#owner.uid, this.#owner.gid);
    this.#directories.add(path);
  }

  #parents(path: string): void {
    const parent = posix.dirname(path);
    if (parent === '.' || this.#directories.has(parent)) return;
    this.#parents(parent);
    const existing = this.stat(parent);
    if (existing === undefined) {
      this.#mkdir(parent);
    } else if (existing.isDirectory()) {
      this.#directories.add(parent);
    } else {
      throw new OciError(
        'invalid-layer',
        `The layer writes ${path} through ${parent}, which is ${existing.isSymbolicLink() ? 'a symbolic link' : 'no folder'}`,
      );
    }
  }

  #replace(path: string): void {
    if (path === '') throw new OciError('invalid-layer', 'The layer replaces its own root');
    this.#parents(path);
    if (this.stat(path) !== undefined) this.#remove(path);
  }

  #remove(path: string): void {
    rmSync(this.#at(path), { recursive: true, force: true });
    for (const known of this.#directories) {
      if (known === path || known.startsWith(`${path}/`)) this.#directories.delete(known);
    }
    for (const known of this.#modes.keys()) {
      if (known === path || known.startsWith(`${path}/`)) this.#modes.delete(known);
    }
  }
}
