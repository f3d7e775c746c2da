import { extract } from 'tar-stream';

import type { Owner } from './layer-entry.ts';
import { type LayerNode, type LayerStack, LayerView } from './layer-view.ts';
import { runTar } from './run-tar.ts';
import { encodeTarHeader, tarEnd } from './tar-header.ts';

/**
 * Writes deletions into a folder as overlayfs reads them in a lower layer: character devices 0/0.
 * Linux lets a plain user make exactly these (since 5.8), so no privilege is needed. The folders
 * that hold them exist already.
 * @throws OciError `tool-failed`
 */
export async function writeWhiteouts(
  directory: string,
  paths: readonly string[],
  owner: Owner | undefined,
): Promise<void> {
  if (paths.length === 0) return;
  const headers = paths.map((name) =>
    encodeTarHeader({
      name,
      type: 'character-device',
      mode: 0o644,
      uid: owner?.uid ?? 0,
      gid: owner?.gid ?? 0,
      size: 0,
      mtime: 0,
    }),
  );
  const ownership = owner === undefined ? '--no-same-owner' : '--same-owner';
  await runTar(
    ['--extract', '--file=-', '--numeric-owner', ownership, `--directory=${directory}`],
    [...headers, tarEnd()],
  );
}

/**
 * Replaces "all below this folder is hidden" by one whiteout a hidden name, so that a folder can
 * lie in any overlay, whichever extended attributes that honours.
 * @param opaque folders of `directory`, relative; '' is the root
 * @param below what lies under the folder
 */
export async function expandOpaque(
  directory: string,
  opaque: readonly string[],
  below: LayerStack,
  owner: Owner | undefined,
): Promise<void> {
  const own = new LayerView({ layers: [directory], hostBase: false });
  const lower = new LayerView(below);
  const hidden: string[] = [];
  for (const path of opaque) {
    await collectHidden(path, own, lower, hidden);
  }
  await writeWhiteouts(directory, [...new Set(hidden)], owner);
}

async function collectHidden(
  path: string,
  own: LayerView,
  lower: LayerView,
  hidden: string[],
): Promise<void> {
  const ownNode = await physical(own, path);
  const lowerNode = await physical(lower, path);
  if (ownNode?.kind !== 'directory' || lowerNode?.kind !== 'directory') return;
  const kept = new Map((await own.list(ownNode)).map(({ name, node }) => [name, node]));
  for (const { name } of await lower.list(lowerNode)) {
    const child = path === '' ? name : `${path}/${name}`;
    const replacement = kept.get(name);
    if (replacement === undefined) hidden.push(child);
    else if (replacement.kind === 'directory') await collectHidden(child, own, lower, hidden);
  }
}

/** Overlays merge folders by name, never through links. */
async function physical(view: LayerView, path: string): Promise<LayerNode | undefined> {
  const parts = path.split('/').filter((part) => part !== '');
  for (let end = 1; end <= parts.length; end += 1) {
    const node = await view.lookup(parts.slice(0, end).join('/'), { nofollow: true });
    if (node?.kind !== 'directory') return undefined;
  }
  return view.lookup(path, { nofollow: true });
}

const OPAQUE_RECORD = /^SCHILY\.xattr\.(?:user|trusted)\.overlay\.opaque$/;

/**
 * The folders of an overlay's upper folder that hide what is below them. Only folders that exist
 * in the lower layers too can, so only those are asked.
 */
export async function readOpaque(upper: string, below: LayerStack): Promise<readonly string[]> {
  const shared: string[] = [];
  const own = new LayerView({ layers: [upper], hostBase: false });
  const lower = new LayerView(below);
  await collectShared('', await own.root(), { own, lower, shared });
  if (shared.length === 0) return [];
  const archive = await runTar(
    [
      '--create',
      '--file=-',
      '--format=posix',
      '--no-recursion',
      '--xattrs',
      '--xattrs-include=*.overlay.opaque',
      `--directory=${upper}`,
      '--null',
      '--verbatim-files-from',
      '--files-from=-',
    ],
    shared.map((path) => Buffer.from(`./${path}\0`)),
  );
  return opaqueOf(archive);
}

async function collectShared(
  prefix: string,
  ownNode: Extract<LayerNode, { kind: 'directory' }>,
  context: { own: LayerView; lower: LayerView; shared: string[] },
): Promise<void> {
  for (const { name, node } of await context.own.list(ownNode)) {
    if (node.kind !== 'directory') continue;
    const path = prefix === '' ? name : `${prefix}/${name}`;
    const below = await physical(context.lower, path);
    if (below?.kind !== 'directory') continue;
    context.shared.push(path);
    await collectShared(path, node, context);
  }
}

async function opaqueOf(archive: Buffer): Promise<readonly string[]> {
  const found: string[] = [];
  const reader = extract();
  reader.end(archive);
  for await (const entry of reader) {
    const { name, pax } = entry.header;
    const records = typeof pax === 'object' && pax !== null ? Object.entries(pax) : [];
    if (records.some(([key, value]) => OPAQUE_RECORD.test(key) && value === 'y')) {
      found.push(name.replace(/^\.\//, '').replace(/\/$/, ''));
    }
    entry.resume();
  }
  return found;
}
