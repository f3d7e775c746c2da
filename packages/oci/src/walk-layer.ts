import { lstatSync, readdirSync, readlinkSync, type Stats } from 'node:fs';
import { join } from 'node:path';

import type { LayerEntry } from './layer-entry.ts';

/** Whether the file is how overlayfs writes a deletion: a character device 0/0. */
export function isWhiteout(stats: Stats): boolean {
  return stats.isCharacterDevice() && stats.rdev === 0;
}

/**
 * Lists a folder (an overlay's upper folder or any other) as layer entries: parents first, names
 * sorted by code unit, so that equal folders give equal lists. Files that are the same inode
 * become hard links. Sockets, fifos and devices are left out: they mean nothing in an image.
 */
export async function* walkLayer(directory: string): AsyncGenerator<LayerEntry> {
  yield* walk(directory, '', new Map());
}

async function* walk(
  directory: string,
  prefix: string,
  inodes: Map<string, string>,
): AsyncGenerator<LayerEntry> {
  // Synchronous, folder by folder: a layer is thousands of calls of a few microseconds each.
  await new Promise((resolve) => {
    setImmediate(resolve);
  });
  for (const name of readdirSync(directory).sort()) {
    const stats = lstatSync(join(directory, name));
    const path = prefix + name;
    const entry = entryOf(join(directory, name), path, stats, inodes);
    if (entry !== undefined) yield entry;
    if (stats.isDirectory()) yield* walk(join(directory, name), `${path}/`, inodes);
  }
}

function entryOf(
  source: string,
  path: string,
  stats: Stats,
  inodes: Map<string, string>,
): LayerEntry | undefined {
  const mode = stats.mode & 0o7777;
  if (stats.isDirectory()) return { type: 'directory', path, mode };
  if (stats.isSymbolicLink()) return { type: 'symlink', path, target: readlinkSync(source) };
  if (isWhiteout(stats)) return { type: 'whiteout', path };
  if (!stats.isFile()) return undefined;
  const inode = `${stats.dev}:${stats.ino}`;
  const first = stats.nlink > 1 ? inodes.get(inode) : undefined;
  if (first !== undefined) return { type: 'hardlink', path, target: first };
  if (stats.nlink > 1) inodes.set(inode, path);
  return { type: 'file', path, mode, size: stats.size, source };
}
