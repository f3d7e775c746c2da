import { randomUUID } from 'node:crypto';
import {
  chmod,
  lstat,
  mkdir,
  readdir,
  readFile,
  rename,
  stat,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';

import {
  type ContentStore,
  type ImageStore,
  isDigest,
  type Owner,
  type PackedLayer,
  packLayer,
  removeTree,
} from '@fairway/oci';

import { linkTree } from './link-tree.ts';

/** A layer of a stage: a folder, and its packed form once somebody needs that. */
export interface BuildLayer {
  readonly folder: string;
  pack(): Promise<PackedLayer>;
}

/** What {@link LayerCache} needs. */
export interface LayerCacheOptions {
  readonly dir: string;
  readonly store: ContentStore;
  readonly images: ImageStore;
  readonly compression: 'gzip' | 'none';
}

/**
 * The layers that steps made, by the key of what they were made from: `<dir>/layers/<key>/` holds
 * the folder, `packed.json` once it was packed, and `owner.json`. A step whose key is there is not
 * run again, whichever project asks.
 */
export class LayerCache {
  readonly #options: LayerCacheOptions;
  readonly #layers: string;
  readonly #work: string;
  readonly #packing = new Map<string, Promise<PackedLayer>>();

  constructor(options: LayerCacheOptions) {
    this.#options = options;
    this.#layers = join(options.dir, 'layers');
    this.#work = join(options.dir, 'work');
  }

  /** Makes the folders; the sandbox' user may walk through them, but not list them. */
  async open(): Promise<void> {
    for (const folder of [this.#options.dir, this.#layers, this.#work]) {
      await mkdir(folder, { recursive: true });
      await chmod(folder, 0o711);
    }
  }

  /** A fresh folder for a step; {@link put} takes what it made, the caller removes the rest. */
  async workFolder(): Promise<string> {
    const folder = join(this.#work, randomUUID());
    await mkdir(folder, { mode: 0o755 });
    await chmod(folder, 0o755);
    return folder;
  }

  /** The layer of a key, when it was made before. */
  async get(key: string): Promise<BuildLayer | undefined> {
    const entry = join(this.#layers, key);
    try {
      await stat(join(entry, 'owner.json'));
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
      throw error;
    }
    const now = new Date();
    await utimes(entry, now, now);
    return { folder: join(entry, 'layer'), pack: async () => this.#packOnce(entry) };
  }

  /**
   * Keeps a folder as the layer of a key; it is moved. When another build was first, its layer
   * counts.
   * @param owner who owns the files in the image
   */
  async put(key: string, folder: string, owner: Owner): Promise<BuildLayer> {
    const fresh = await this.workFolder();
    await rename(folder, join(fresh, 'layer'));
    await writeFile(join(fresh, 'owner.json'), JSON.stringify(owner));
    try {
      await rename(fresh, join(this.#layers, key));
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error;
      await removeTree(fresh);
    }
    const layer = await this.get(key);
    if (layer === undefined) throw new Error(`The layer ${key} vanished from the build cache`);
    return layer;
  }

  async #packOnce(entry: string): Promise<PackedLayer> {
    const running = this.#packing.get(entry);
    if (running !== undefined) return running;
    const work = this.#pack(entry);
    this.#packing.set(entry, work);
    try {
      return await work;
    } finally {
      this.#packing.delete(entry);
    }
  }

  async #pack(entry: string): Promise<PackedLayer> {
    const { store, images, compression } = this.#options;
    const note = join(entry, `packed-${compression}.json`);
    const known = await readPacked(note);
    if (known !== undefined && (await store.touch(known.digest))) return known;
    const directory = join(entry, 'layer');
    // Written by put alone.
    const owner = JSON.parse(await readFile(join(entry, 'owner.json'), 'utf8')) as Owner;
    const packed = await packLayer({ from: { directory }, store, owner, compression });
    if ((await images.find(packed.diffId)) === undefined) await this.#offer(directory, packed);
    await writeFile(note, JSON.stringify(packed));
    return packed;
  }

  /** Gives the image store its unpacked form for free, as links to the same files. */
  async #offer(directory: string, packed: PackedLayer): Promise<void> {
    const work = await this.workFolder();
    try {
      const copy = join(work, 'layer');
      await linkTree(directory, copy);
      await this.#options.images.adopt(packed.diffId, copy);
    } finally {
      await removeTree(work);
    }
  }
}

/**
 * Removes what no build used for so long from a layer cache, and what killed builds left behind.
 * Returns how many layers and folders. An age of more than the longest build is safe at any time.
 */
export async function pruneBuildCache(cacheDir: string, maximumAgeMs: number): Promise<number> {
  const oldest = Date.now() - maximumAgeMs;
  let removed = 0;
  for (const parent of ['layers', 'work'].map((name) => join(cacheDir, name))) {
    for (const name of await readdir(parent).catch(() => [])) {
      const entry = join(parent, name);
      const stats = await lstat(entry).catch(() => undefined);
      if (stats === undefined || stats.mtimeMs > oldest) continue;
      await removeTree(entry);
      removed += 1;
    }
  }
  return removed;
}

async function readPacked(file: string): Promise<PackedLayer | undefined> {
  try {
    const value = JSON.parse(await readFile(file, 'utf8')) as PackedLayer;
    return isDigest(value.digest) && isDigest(value.diffId) ? value : undefined;
  } catch {
    // Not packed yet, or a note cut short by a crash: it is packed again.
    return undefined;
  }
}
