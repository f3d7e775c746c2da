import { lstatSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { RootEntry, RootLookup } from './resolve-in-root.ts';

/** Looks paths up in folders of which a later one covers an earlier one. */
export function layerLookup(folders: readonly string[]): RootLookup {
  const highestFirst = [...folders].reverse();
  return (path) => {
    for (const folder of highestFirst) {
      const entry = entryAt(join(folder, path));
      if (entry !== undefined) return entry;
    }
    return undefined;
  };
}

function entryAt(path: string): RootEntry | undefined {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat === undefined || stat.isCharacterDevice()) return undefined;
  if (stat.isSymbolicLink()) return { kind: 'link', to: readlinkSync(path) };
  return { kind: stat.isDirectory() ? 'directory' : 'file' };
}
