import { createHash } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { posix } from 'node:path';

import type { LayerNode, LayerView, Owner } from '@fairway/oci';

import type { BuildContext, ContextEntry } from '../context/build-context.ts';
import { hasWildcards, pathPattern } from '../context/path-pattern.ts';
import type { LayerItem } from './layer-folder.ts';

/** One thing that COPY takes: a file, or a folder whose content goes to the target. */
export interface CopySource {
  readonly name: string;
  readonly isDirectory: boolean;
  /** The file itself (path ''), or the content of the folder; paths are relative to it. */
  readonly items: readonly LayerItem[];
}

/** Where COPY takes files from; an empty answer: nothing matches. */
export type FindSources = (source: string) => Promise<readonly CopySource[]>;

/** Sources in the build context. */
export function contextSources(context: BuildContext): FindSources {
  return async (source) => {
    const entries = await context.find(source);
    return Promise.all(
      entries.map(async (entry): Promise<CopySource> => {
        const name = posix.basename(entry.path);
        if (!entry.stats.isDirectory())
          return { name, isDirectory: false, items: contextItem(entry, '', context.root) };
        const prefix = entry.path === '' ? 0 : entry.path.length + 1;
        const below = await context.below(entry.path);
        return {
          name,
          isDirectory: true,
          items: below.flatMap((one) => contextItem(one, one.path.slice(prefix), context.root)),
        };
      }),
    );
  };
}

function contextItem({ hostPath, stats }: ContextEntry, path: string, within: string): LayerItem[] {
  const mode = stats.mode & 0o777;
  if (stats.isDirectory()) return [{ path, kind: 'directory', hostPath, mode, linkable: false }];
  if (stats.isSymbolicLink())
    return [{ path, kind: 'symlink', hostPath, mode, linkable: false, within }];
  return stats.isFile() ? [{ path, kind: 'file', hostPath, mode, linkable: false, within }] : [];
}

/**
 * Sources in an image or an earlier stage. Their files never change, so they are linked to when
 * the sandbox' user owns them already.
 */
export function viewSources(view: LayerView, owner: Owner): FindSources {
  return async (source) => {
    const found: CopySource[] = [];
    for (const path of await matches(view, source)) {
      const node = await view.lookup(path);
      if (node === undefined) continue;
      const items = await viewItems(view, node, '', owner);
      const isDirectory = node.kind === 'directory';
      found.push({
        name: posix.basename(path),
        isDirectory,
        items: isDirectory ? items.slice(1) : items,
      });
    }
    return found;
  };
}

/** The paths that a source names; wildcards are matched name by name. */
async function matches(view: LayerView, source: string): Promise<readonly string[]> {
  let paths = [''];
  for (const part of source.split('/').filter((one) => one !== '' && one !== '.')) {
    if (!hasWildcards(part)) {
      paths = paths.map((path) => `${path}/${part}`);
      continue;
    }
    const pattern = pathPattern(part);
    const next: string[] = [];
    for (const path of paths) {
      const node = await view.lookup(path);
      if (node?.kind !== 'directory') continue;
      for (const { name } of await view.list(node))
        if (pattern.test(name)) next.push(`${path}/${name}`);
    }
    paths = next;
  }
  return paths;
}

async function viewItems(
  view: LayerView,
  node: LayerNode,
  path: string,
  owner: Owner,
): Promise<LayerItem[]> {
  const mode = node.stats.mode & 0o777;
  if (node.kind !== 'directory') {
    const kind = node.kind;
    const linkable =
      kind === 'file' && node.stats.uid === owner.uid && node.stats.gid === owner.gid;
    return [{ path, kind, hostPath: node.hostPath, mode, linkable }];
  }
  const items: LayerItem[] = [{ path, kind: 'directory', hostPath: '', mode, linkable: false }];
  for (const { name, node: child } of await view.list(node)) {
    for (const item of await viewItems(view, child, path === '' ? name : `${path}/${name}`, owner))
      items.push(item);
  }
  return items;
}

/** A digest of what items hold: names, kinds, modes and content, whatever their times and owners. */
export async function digestItems(items: readonly LayerItem[]): Promise<string> {
  const whole = createHash('sha256');
  for (const [index, item] of items.entries()) {
    if (index % 100 === 99) {
      await new Promise((resolve) => {
        setImmediate(resolve);
      });
    }
    whole.update(
      JSON.stringify([
        item.path,
        item.kind,
        item.kind === 'symlink' ? 0 : item.mode,
        contentDigest(item),
      ]),
    );
  }
  return whole.digest('hex');
}

function contentDigest(item: LayerItem): string {
  if (item.kind === 'directory') return '';
  if (item.kind === 'symlink') return readlinkSync(item.hostPath);
  return createHash('sha256').update(readFileSync(item.hostPath)).digest('hex');
}
