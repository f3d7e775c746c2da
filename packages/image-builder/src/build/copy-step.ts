import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join, posix } from 'node:path';

import { LayerView, type Owner, removeTree } from '@fairway/oci';

import { BuildError } from '../build-error.ts';
import type { CopyInstruction } from '../dockerfile/instruction.ts';
import { type CopySource, digestItems, type FindSources } from './copy-sources.ts';
import type { BuildLayer, LayerCache } from './layer-cache.ts';
import { fillLayerFolder, type LayerItem } from './layer-folder.ts';
import { snapshotItems } from './snapshot-items.ts';
import { expandIn, resolveFrom, stackOf, type StageState } from './stage-state.ts';
import { parseOwner, readAccounts } from './users.ts';

/** A layer that a step made or found. */
export interface StepResult {
  readonly layer: BuildLayer;
  readonly key: string;
  readonly cached: boolean;
}

/** What the steps that make layers share. */
export interface StepContext {
  readonly cache: LayerCache;
  readonly escape: string;
  /** The sandbox' host user, who owns every file of a layer; absent when it is our own. */
  readonly owner: Owner | undefined;
}

/** Runs COPY or ADD. The layer depends on what is copied and where to, not on what is below it. */
export async function copyStep(
  state: StageState,
  instruction: CopyInstruction,
  find: FindSources,
  context: StepContext,
): Promise<StepResult> {
  const expansion = { place: instruction.place, escape: context.escape };
  const expand = (word: string): string => expandIn(state, word, expansion);
  const view = new LayerView(stackOf(state));
  const sources = await findAll(instruction, instruction.sources.map(expand), find);
  const items = withMode(
    await place(view, state, expand(instruction.target), sources, instruction),
    instruction.chmod === undefined ? undefined : parseMode(expand(instruction.chmod), instruction),
  );
  const owner = await ownerOf(
    view,
    instruction.chown === undefined ? undefined : expand(instruction.chown),
    instruction,
  );
  return layerOf(context, items, owner);
}

/** Runs WORKDIR: makes the folder when it is missing; undefined when it is there. */
export async function workdirStep(
  state: StageState,
  context: StepContext,
): Promise<StepResult | undefined> {
  const view = new LayerView(stackOf(state));
  const path = await view.canonical(state.config.WorkingDir ?? '/');
  if (path === '' || (await view.lookup(path))?.kind === 'directory') return undefined;
  const folder: LayerItem = { path, kind: 'directory', hostPath: '', mode: 0o755, linkable: false };
  return layerOf(context, [...(await parents(view, [path])), folder], { uid: 0, gid: 0 });
}

async function layerOf(
  { cache, owner: hostOwner }: StepContext,
  items: readonly LayerItem[],
  owner: Owner,
): Promise<StepResult> {
  const work = await cache.workFolder();
  try {
    const stable = await snapshotItems(items, join(work, 'snapshot'), hostOwner);
    const content = await digestItems(stable);
    const key = createHash('sha256')
      .update(JSON.stringify(['files-1', owner, content]))
      .digest('hex');
    const known = await cache.get(key);
    if (known !== undefined) return { layer: known, key, cached: true };
    const folder = join(work, 'files');
    await mkdir(folder);
    await fillLayerFolder(folder, [folderItem('', 0o755), ...stable], hostOwner);
    return { layer: await cache.put(key, folder, owner), key, cached: false };
  } finally {
    await removeTree(work);
  }
}

function folderItem(path: string, mode: number): LayerItem {
  return { path, kind: 'directory', hostPath: '', mode, linkable: false };
}

async function findAll(
  instruction: CopyInstruction,
  names: readonly string[],
  find: FindSources,
): Promise<readonly CopySource[]> {
  const found: CopySource[] = [];
  for (const name of names) {
    if (instruction.from === undefined && posix.normalize(`./${name}`).startsWith('..')) {
      throw new BuildError('source-missing', `"${name}" lies outside the build context`, {
        place: instruction.place,
      });
    }
    const sources = await find(name);
    if (sources.length === 0) {
      const where =
        instruction.from === undefined
          ? 'in the build context (or .dockerignore leaves it out)'
          : `in "${instruction.from}"`;
      throw new BuildError('source-missing', `"${name}" was not found ${where}`, {
        place: instruction.place,
      });
    }
    found.push(...sources);
  }
  return found;
}

/** Docker's rules for where things go. */
async function place(
  view: LayerView,
  state: StageState,
  target: string,
  sources: readonly CopySource[],
  instruction: CopyInstruction,
): Promise<readonly LayerItem[]> {
  const absolute = resolveFrom(state.config.WorkingDir, target);
  const slash = target.endsWith('/') || target === '.' || target.endsWith('/.');
  if (sources.length > 1 && !slash && (await view.lookup(absolute))?.kind !== 'directory') {
    throw new BuildError(
      'dockerfile-invalid',
      `with several sources the target must be a folder and end with "/": "${target}/"`,
      { place: instruction.place },
    );
  }
  const intoFolder =
    slash || sources.length > 1 || (await view.lookup(absolute))?.kind === 'directory';
  const placed: LayerItem[] = [];
  const known = new Map<string, string>();
  for (const source of sources) {
    const base = source.isDirectory || !intoFolder ? absolute : posix.join(absolute, source.name);
    if (source.isDirectory)
      placed.push({
        path: await view.canonical(absolute),
        kind: 'directory',
        hostPath: '',
        mode: await modeAt(view, absolute),
        linkable: false,
      });
    for (const item of source.items) {
      placed.push({
        ...item,
        path: await canonicalChild(view, posix.join(base, item.path), known),
      });
    }
  }
  const paths = placed.map(({ path }) => path);
  return [...(await parents(view, paths)), ...placed];
}

/** Links among the parents are followed, the last name is replaced, as a copy does. */
async function canonicalChild(
  view: LayerView,
  path: string,
  known: Map<string, string>,
): Promise<string> {
  const { dir, base } = posix.parse(path);
  let folder = known.get(dir);
  if (folder === undefined) {
    folder = await view.canonical(dir);
    known.set(dir, folder);
  }
  return posix.join(folder, base);
}

/** The folders above the paths, with the modes they have already: the top layer's mode counts. */
async function parents(view: LayerView, paths: readonly string[]): Promise<readonly LayerItem[]> {
  const above = new Set<string>();
  for (const path of paths) {
    for (let dir = posix.dirname(path); dir !== '.' && dir !== '/'; dir = posix.dirname(dir))
      above.add(dir);
  }
  for (const path of paths) above.delete(path);
  return Promise.all(
    [...above].sort().map(async (path): Promise<LayerItem> => {
      return {
        path,
        kind: 'directory',
        hostPath: '',
        mode: await modeAt(view, path),
        linkable: false,
      };
    }),
  );
}

async function modeAt(view: LayerView, path: string): Promise<number> {
  const node = await view.lookup(path);
  return node?.kind === 'directory' ? node.stats.mode & 0o1777 : 0o755;
}

function withMode(items: readonly LayerItem[], mode: number | undefined): readonly LayerItem[] {
  if (mode === undefined) return items;
  return items.map((item) => (item.kind === 'file' ? { ...item, mode, linkable: false } : item));
}

function parseMode(text: string, instruction: CopyInstruction): number {
  if (/^0?[0-7]{3,4}$/.test(text)) return Number.parseInt(text, 8) & 0o777;
  throw new BuildError(
    'instruction-unsupported',
    `--chmod=${text} is not an octal mode such as 755`,
    { place: instruction.place },
  );
}

async function ownerOf(
  view: LayerView,
  chown: string | undefined,
  instruction: CopyInstruction,
): Promise<Owner> {
  if (chown === undefined) return { uid: 0, gid: 0 };
  const owner = parseOwner(chown, await readAccounts(view));
  if (owner !== undefined) return owner;
  throw new BuildError('dockerfile-invalid', `the image has no user or group "${chown}"`, {
    place: instruction.place,
  });
}
