import {
  chmodSync,
  chownSync,
  constants,
  copyFileSync,
  lchownSync,
  mkdirSync,
  readlinkSync,
  symlinkSync,
} from 'node:fs';
import { join } from 'node:path';

import type { Owner } from '@fairway/oci';

import { withFileInside } from '../context/open-inside.ts';
import type { LayerItem } from './layer-folder.ts';

/**
 * Takes the items that lie in a build context into a folder of ours, so that their digest is of
 * the same bytes that become the layer: a context belongs to a job, which may still be writing,
 * and layers are shared between projects by their digest.
 * @throws BuildError `context-invalid` when an item leads out of the context
 */
export async function snapshotItems(
  items: readonly LayerItem[],
  folder: string,
  owner: Owner | undefined,
): Promise<readonly LayerItem[]> {
  mkdirSync(folder);
  const taken: LayerItem[] = [];
  for (const [index, item] of items.entries()) {
    if (index % 200 === 199) {
      await new Promise((resolve) => {
        setImmediate(resolve);
      });
    }
    taken.push(snapshot(item, join(folder, String(index)), owner));
  }
  return taken;
}

function snapshot(item: LayerItem, target: string, owner: Owner | undefined): LayerItem {
  if (item.within === undefined || item.kind === 'directory') return item;
  if (item.kind === 'symlink') {
    symlinkSync(readlinkSync(item.hostPath), target);
    if (owner !== undefined) lchownSync(target, owner.uid, owner.gid);
    return { ...item, hostPath: target };
  }
  withFileInside(item.within, item.hostPath, (fd) => {
    copyFileSync(`/proc/self/fd/${fd}`, target, constants.COPYFILE_FICLONE);
  });
  chmodSync(target, (item.mode & 0o777) | 0o400);
  if (owner !== undefined) chownSync(target, owner.uid, owner.gid);
  return { ...item, hostPath: target, linkable: true };
}
