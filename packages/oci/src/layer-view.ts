import { lstatSync, readdirSync, readlinkSync, type Stats } from 'node:fs';
import { join } from 'node:path';

import { isWhiteout } from './walk-layer.ts';

/** Unpacked layers, lowest first, as a process would see them laid over each other. */
export interface LayerStack {
  readonly layers: readonly string[];
  /** Whether the host's own /usr (and /bin, /lib …) lies below them. */
  readonly hostBase: boolean;
}

/** A place in the merged tree. */
export type LayerNode =
  | { readonly kind: 'file' | 'symlink'; readonly hostPath: string; readonly stats: Stats }
  | { readonly kind: 'directory'; readonly stats: Stats; readonly sources: readonly Source[] };

interface Source {
  readonly hostPath: string;
  /** When present, only these names of the folder count. */
  readonly only?: ReadonlySet<string>;
}

type DirectoryNode = Extract<LayerNode, { kind: 'directory' }>;

const HOST_BASE: ReadonlySet<string> = new Set([
  'usr',
  'bin',
  'sbin',
  'lib',
  'lib32',
  'lib64',
  'libx32',
]);
const MAX_LINKS = 40;

/**
 * Reads a merged tree without mounting it.
 *
 * The calls to the file system are synchronous: each takes microseconds, a tree takes thousands,
 * and the thread pool would make each ten times as long. A listing lets others run first.
 */
export class LayerView {
  readonly #stack: LayerStack;

  constructor(stack: LayerStack) {
    this.#stack = stack;
  }

  /** The root folder. */
  async root(): Promise<DirectoryNode> {
    const sources: Source[] = this.#stack.layers.toReversed().map((hostPath) => ({ hostPath }));
    if (this.#stack.hostBase) sources.push({ hostPath: '/', only: HOST_BASE });
    const top = sources[0]?.hostPath ?? '/';
    return { kind: 'directory', stats: lstatSync(top), sources };
  }

  /**
   * What is at an absolute path; links on the way, and the last one unless `nofollow`, are
   * followed inside the tree. Undefined when there is nothing, or a loop.
   */
  async lookup(
    path: string,
    options?: { readonly nofollow?: boolean },
  ): Promise<LayerNode | undefined> {
    const root = await this.root();
    const trail: DirectoryNode[] = [root];
    let rest = split(path);
    let links = 0;
    for (let name = rest.shift(); name !== undefined; name = rest.shift()) {
      if (name === '..') {
        if (trail.length > 1) trail.pop();
        continue;
      }
      const node = childOf(trail.at(-1) ?? root, name);
      if (node?.kind === 'directory') {
        trail.push(node);
      } else if (node?.kind === 'symlink' && !(rest.length === 0 && options?.nofollow === true)) {
        links += 1;
        if (links > MAX_LINKS) return undefined;
        const target = readlinkSync(node.hostPath);
        if (target.startsWith('/')) trail.length = 1;
        rest = [...split(target), ...rest];
      } else {
        return rest.length === 0 ? node : undefined;
      }
    }
    return trail.at(-1);
  }

  /**
   * Where a path really leads: relative to the root, links in it followed as far as it exists,
   * what does not exist kept as written. '' is the root.
   */
  async canonical(path: string): Promise<string> {
    const done: string[] = [];
    let rest = split(path);
    let links = 0;
    for (let name = rest.shift(); name !== undefined; name = rest.shift()) {
      if (name === '..') {
        done.pop();
        continue;
      }
      const node = await this.lookup([...done, name].join('/'), { nofollow: true });
      if (node?.kind !== 'symlink' || links >= MAX_LINKS) {
        done.push(name);
        continue;
      }
      links += 1;
      const target = readlinkSync(node.hostPath);
      if (target.startsWith('/')) done.length = 0;
      rest = [...split(target), ...rest];
    }
    return done.join('/');
  }

  /** The names in a folder, sorted, each with its node. */
  async list(node: DirectoryNode): Promise<readonly { name: string; node: LayerNode }[]> {
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
    const names = new Set<string>();
    for (const source of node.sources) {
      for (const name of readdirSync(source.hostPath)) {
        if (source.only?.has(name) !== false) names.add(name);
      }
    }
    const found: { name: string; node: LayerNode }[] = [];
    for (const name of [...names].sort()) {
      const child = childOf(node, name);
      if (child !== undefined) found.push({ name, node: child });
    }
    return found;
  }
}

function split(path: string): string[] {
  return path.split('/').filter((part) => part !== '' && part !== '.');
}

function childOf(parent: DirectoryNode, name: string): LayerNode | undefined {
  const sources: Source[] = [];
  let top: Stats | undefined;
  for (const source of parent.sources) {
    if (source.only?.has(name) === false) continue;
    const hostPath = join(source.hostPath, name);
    const stats = lstatSync(hostPath, { throwIfNoEntry: false });
    if (stats === undefined) continue;
    if (isWhiteout(stats)) break;
    if (!stats.isDirectory()) {
      if (top !== undefined) break;
      return { kind: stats.isSymbolicLink() ? 'symlink' : 'file', hostPath, stats };
    }
    top ??= stats;
    sources.push({ hostPath });
  }
  return top === undefined ? undefined : { kind: 'directory', stats: top, sources };
}
