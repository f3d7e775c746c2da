import {
  chmodSync,
  chownSync,
  constants,
  copyFileSync,
  lchownSync,
  linkSync,
  mkdirSync,
  readlinkSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

import type { Owner } from '@fairway/oci';

/** A file, folder or link to put into a layer. */
export interface LayerItem {
  /** Relative to the layer's root. */
  readonly path: string;
  readonly kind: 'file' | 'directory' | 'symlink';
  /** Where its content is on the host. */
  readonly hostPath: string;
  readonly mode: number;
  /** Whether the host file never changes and has the right owner and mode: it may be linked to. */
  readonly linkable: boolean;
  /** The real path of the build context that the item lies in: somebody else writes there. */
  readonly within?: string;
}

/**
 * Fills a folder with items. Synchronous on purpose: thousands of calls of a few microseconds each
 * would take ten times as long through the thread pool; `breathe` lets others run in between.
 */
export async function fillLayerFolder(
  root: string,
  items: readonly LayerItem[],
  owner: Owner | undefined,
): Promise<void> {
  const made = new Set<string>();
  for (const [index, item] of items.entries()) {
    if (index % 200 === 199) await breathe();
    const target = join(root, item.path);
    if (item.kind === 'directory') {
      if (!made.has(item.path)) mkdirSync(target, { recursive: true });
      made.add(item.path);
      // What is read-only for its owner could not be filled, or removed, later.
      chmodSync(target, item.mode | 0o700);
      if (owner !== undefined) chownSync(target, owner.uid, owner.gid);
    } else {
      putLeaf(target, item, owner);
    }
  }
}

function putLeaf(target: string, item: LayerItem, owner: Owner | undefined): void {
  mkdirSync(dirname(target), { recursive: true });
  // A later source replaces an earlier one of the same name.
  rmSync(target, { recursive: true, force: true });
  if (item.kind === 'symlink') {
    symlinkSync(readlinkSync(item.hostPath), target);
    if (owner !== undefined) lchownSync(target, owner.uid, owner.gid);
    return;
  }
  if (item.linkable && tryLink(item.hostPath, target)) return;
  copyFileSync(item.hostPath, target, constants.COPYFILE_FICLONE);
  chmodSync(target, (item.mode & 0o777) | 0o400);
  if (owner !== undefined) chownSync(target, owner.uid, owner.gid);
}

function tryLink(source: string, target: string): boolean {
  try {
    linkSync(source, target);
    return true;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EXDEV' || code === 'EPERM' || code === 'EMLINK') return false;
    throw error;
  }
}

async function breathe(): Promise<void> {
  await new Promise((resolve) => {
    setImmediate(resolve);
  });
}
