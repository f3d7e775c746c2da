import { createHash, randomUUID } from 'node:crypto';
import { chmod, chown, mkdir, readdir, rename, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

import type { ContentStore } from './content-store.ts';
import { type Digest, digestHex, digestOfHex, isDigest, sha256 } from './digest.ts';
import { OciError } from './errors.ts';
import type { Descriptor, ImageConfig, ImageManifest } from './image.ts';
import type { Owner } from './layer-entry.ts';
import { layerCompression } from './media-types.ts';
import { parseImageConfig } from './parse-image.ts';
import { removeTree } from './remove-tree.ts';
import { type LayerLimits, unpackLayer } from './unpack-layer.ts';
import { expandOpaque, writeWhiteouts } from './whiteouts.ts';

/** An image whose layers are folders now. */
export interface UnpackedImage {
  /** Absolute folders, lowest first, for an overlay's lowerdir. */
  readonly layers: readonly string[];
  /** Whether the image's label `hostBaseLabel` says that the host's own /usr lies below. */
  readonly hostBase: boolean;
  readonly config: ImageConfig;
}

/** Unpacked layers on disk, each once, whichever images share it. */
export interface ImageStore {
  /**
   * Unpacks what is not unpacked yet. Calls for the same layer share one unpacking.
   * @throws OciError `blob-not-found`, `invalid-layer`, `digest-mismatch`, `unsupported-media-type`
   */
  unpack(manifest: ImageManifest): Promise<UnpackedImage>;
  /** Where an unpacked layer is, or undefined. */
  find(diffId: Digest): Promise<string | undefined>;
  /**
   * Takes a folder of the same file system as the unpacked form of a layer that was packed from
   * it: the folder is moved. Returns its place.
   */
  adopt(diffId: Digest, folder: string): Promise<string>;
  /**
   * Removes the layers that are neither in `keep` nor used in the last `minimumAgeMs`
   * (an hour when absent). Returns how many.
   */
  prune(keep: ReadonlySet<Digest>, minimumAgeMs?: number): Promise<number>;
}

/** What {@link createImageStore} needs. */
export interface ImageStoreOptions {
  readonly dir: string;
  readonly store: ContentStore;
  /** Who gets the files (the sandbox' host user); absent, this process' user. */
  readonly owner?: Owner | undefined;
  readonly limits?: LayerLimits;
  /** The image label that, set to `true`, says: the host's own /usr lies below the layers. */
  readonly hostBaseLabel?: string;
}

/** A store of unpacked images in `dir`, which is created when it is absent. */
export async function createImageStore(options: ImageStoreOptions): Promise<ImageStore> {
  const layers = join(options.dir, 'layers');
  const incoming = join(options.dir, 'incoming');
  await mkdir(layers, { recursive: true });
  await removeTree(incoming);
  await mkdir(incoming, { recursive: true });
  // The sandbox' user walks through these folders, but cannot list them.
  for (const folder of [options.dir, layers]) await chmod(folder, 0o711);
  return new DiskImageStore(options, layers, incoming);
}

class DiskImageStore implements ImageStore {
  readonly #options: ImageStoreOptions;
  readonly #layers: string;
  readonly #incoming: string;
  readonly #underWay = new Map<Digest, Promise<string>>();

  constructor(options: ImageStoreOptions, layers: string, incoming: string) {
    this.#options = options;
    this.#layers = layers;
    this.#incoming = incoming;
  }

  async unpack(manifest: ImageManifest): Promise<UnpackedImage> {
    const config = parseImageConfig(await this.#options.store.read(manifest.config.digest));
    const diffIds = config.rootfs.diff_ids;
    if (diffIds.length !== manifest.layers.length) {
      throw new OciError(
        'invalid-manifest',
        `The image has ${manifest.layers.length} layers, but its configuration names ${diffIds.length}`,
      );
    }
    const label = this.#options.hostBaseLabel;
    const hostBase = label !== undefined && config.config?.Labels?.[label] === 'true';
    const layers: string[] = [];
    for (const [index, layer] of manifest.layers.entries()) {
      const diffId = diffIds[index];
      if (diffId !== undefined) layers.push(await this.#layer(layer, diffId, layers, hostBase));
    }
    return { layers, hostBase, config };
  }

  async find(diffId: Digest): Promise<string | undefined> {
    const folder = join(this.#layers, digestHex(diffId));
    return (await touch(folder)) ? folder : undefined;
  }

  async adopt(diffId: Digest, folder: string): Promise<string> {
    const existing = await this.find(diffId);
    if (existing !== undefined) return existing;
    const target = join(this.#layers, digestHex(diffId));
    await moveInto(folder, target);
    return target;
  }

  async prune(keep: ReadonlySet<Digest>, minimumAgeMs: number = 3_600_000): Promise<number> {
    const oldest = Date.now() - minimumAgeMs;
    let removed = 0;
    for (const name of await readdir(this.#layers)) {
      const diffId = `sha256:${name.slice(0, 64)}`;
      if (isDigest(diffId) && keep.has(diffId)) continue;
      const folder = join(this.#layers, name);
      if ((await stat(folder)).mtimeMs > oldest) continue;
      // First out of sight, then removed: a half-removed layer is never found.
      const doomed = join(this.#incoming, randomUUID());
      await rename(folder, doomed);
      await removeTree(doomed);
      removed += 1;
    }
    return removed;
  }

  async #layer(
    layer: Descriptor,
    diffId: Digest,
    below: readonly string[],
    hostBase: boolean,
  ): Promise<string> {
    const chain = sha256(JSON.stringify([diffId, hostBase, ...below]));
    const chained = join(this.#layers, `${digestHex(diffId)}-${digestHex(chain).slice(0, 16)}`);
    for (;;) {
      const found = (await this.find(diffId)) ?? ((await touch(chained)) ? chained : undefined);
      if (found !== undefined) return found;
      const running = this.#underWay.get(diffId);
      if (running === undefined) break;
      await running;
    }
    const work = this.#unpackNew(layer, diffId, { layers: below, hostBase }, chained);
    this.#underWay.set(diffId, work);
    try {
      return await work;
    } finally {
      this.#underWay.delete(diffId);
    }
  }

  /**
   * A layer that hides whole folders is spelled out against what lies below it, so its folder
   * belongs to that chain of layers; every other layer is the same under any image.
   */
  async #unpackNew(
    layer: Descriptor,
    diffId: Digest,
    below: { readonly layers: readonly string[]; readonly hostBase: boolean },
    chained: string,
  ): Promise<string> {
    const { owner, limits } = this.#options;
    const folder = join(this.#incoming, randomUUID());
    await mkdir(folder, { mode: 0o755 });
    try {
      const source = await this.#verifiedTar(layer, diffId);
      const unpacked = await unpackLayer({
        source,
        directory: folder,
        owner,
        ...(limits === undefined ? {} : { limits }),
      });
      await writeWhiteouts(folder, unpacked.whiteouts, owner);
      await expandOpaque(folder, unpacked.opaque, below, owner);
      await giveTo(folder, owner);
      const target = unpacked.opaque.length > 0 ? chained : join(this.#layers, digestHex(diffId));
      await moveInto(folder, target);
      return target;
    } finally {
      await removeTree(folder);
    }
  }

  async #verifiedTar(layer: Descriptor, diffId: Digest): Promise<AsyncIterable<Uint8Array>> {
    const compression = layerCompression(layer.mediaType);
    if (compression === undefined) {
      throw new OciError(
        'unsupported-media-type',
        `Layers of type ${layer.mediaType} cannot be unpacked`,
      );
    }
    const blob = await this.#options.store.open(layer.digest);
    const tar = compression === 'none' ? blob : gunzip(blob);
    return verified(tar, diffId);
  }
}

function gunzip(blob: Readable): Readable {
  return pipeline(blob, createGunzip({ chunkSize: 256 * 1024 }), () => undefined);
}

async function* verified(
  source: AsyncIterable<Uint8Array>,
  diffId: Digest,
): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256');
  for await (const chunk of source) {
    hash.update(chunk);
    yield chunk;
  }
  const found = digestOfHex(hash.digest('hex'));
  if (found !== diffId) {
    throw new OciError(
      'digest-mismatch',
      `The layer unpacks to ${found}, but the image says ${diffId}`,
    );
  }
}

async function giveTo(folder: string, owner: Owner | undefined): Promise<void> {
  await chmod(folder, 0o755);
  if (owner !== undefined) await chown(folder, owner.uid, owner.gid);
}

/** Marks a folder as used now; false when it does not exist. */
async function touch(folder: string): Promise<boolean> {
  try {
    const now = new Date();
    await utimes(folder, now, now);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false;
    throw error;
  }
}

/** Moves a folder into place; another call that was there first wins. */
async function moveInto(folder: string, target: string): Promise<void> {
  try {
    await rename(folder, target);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error;
    await removeTree(folder);
  }
}
