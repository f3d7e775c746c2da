import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import {
  type ContentStore,
  type Digest,
  hostPlatform,
  type ImageConfig,
  type ImageManifest,
  isDigest,
  type LayerEntry,
  MEDIA_TYPES,
  packLayer,
  parseManifest,
} from '@fairway/oci';

import { HOST_BASE_LABEL } from '../host-base-label.ts';

/** What an image made from the host is called and says. */
export interface HostImage {
  /** Equal names, equal images. */
  readonly name: string;
  readonly env: Readonly<Record<string, string>>;
}

/** A made image. */
export interface MadeImage {
  readonly manifest: ImageManifest;
  readonly digest: Digest;
}

const FORMAT = 1;
const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** Images of one layer on the host base, made once and remembered. */
export class BaseCache {
  readonly #dir: string;
  readonly #store: ContentStore;
  readonly #underWay = new Map<string, Promise<MadeImage>>();

  constructor(dir: string, store: ContentStore) {
    this.#dir = join(dir, 'bases');
    this.#store = store;
  }

  async open(): Promise<void> {
    await mkdir(this.#dir, { recursive: true });
  }

  /** The image, made from the entries unless it was made before. Calls for the same name share it. */
  async image(image: HostImage, entries: () => AsyncIterable<LayerEntry>): Promise<MadeImage> {
    const key = createHash('sha256')
      .update(JSON.stringify([FORMAT, image]))
      .digest('hex');
    const running = this.#underWay.get(key);
    if (running !== undefined) return running;
    const work = this.#findOrMake(join(this.#dir, key), image, entries);
    this.#underWay.set(key, work);
    try {
      return await work;
    } finally {
      this.#underWay.delete(key);
    }
  }

  async #findOrMake(
    note: string,
    image: HostImage,
    entries: () => AsyncIterable<LayerEntry>,
  ): Promise<MadeImage> {
    const digest = await readFile(note, 'utf8').catch(() => '');
    const known = isDigest(digest) ? await this.#find(digest) : undefined;
    if (known !== undefined) return known;
    const made = await this.#make(image, entries());
    const fresh = `${note}.${randomUUID()}`;
    await writeFile(fresh, made.digest);
    await rename(fresh, note);
    return made;
  }

  /** The image when all of it is still in the store. */
  async #find(digest: Digest): Promise<MadeImage | undefined> {
    if (!(await this.#store.touch(digest))) return undefined;
    const parsed = parseManifest(await this.#store.read(digest));
    if (parsed.kind !== 'manifest') return undefined;
    const { manifest } = parsed;
    for (const blob of [manifest.config, ...manifest.layers]) {
      if (!(await this.#store.touch(blob.digest))) return undefined;
    }
    return { manifest, digest };
  }

  /**
   * The layer is stored as it is: to compress a Node.js binary takes longer than to read it, and
   * its unpacking is what a first project waits for.
   */
  async #make(image: HostImage, entries: AsyncIterable<LayerEntry>): Promise<MadeImage> {
    const layer = await packLayer({ from: { entries }, store: this.#store, compression: 'none' });
    const config: ImageConfig = {
      ...hostPlatform(),
      config: {
        Env: Object.entries({ PATH, ...image.env }).map(([name, value]) => `${name}=${value}`),
        Cmd: [
          image.name.startsWith('node-')
            ? 'node'
            : image.name.startsWith('python-')
              ? 'python3'
              : 'bash',
        ],
        WorkingDir: '/',
        Labels: { [HOST_BASE_LABEL]: 'true' },
      },
      rootfs: { type: 'layers', diff_ids: [layer.diffId] },
      history: [{ created_by: `host base ${image.name}` }],
    };
    const stored = await this.#store.putBytes(Buffer.from(JSON.stringify(config)));
    const manifest: ImageManifest = {
      schemaVersion: 2,
      mediaType: MEDIA_TYPES.manifest,
      config: { mediaType: MEDIA_TYPES.config, ...stored },
      layers: [{ mediaType: layer.mediaType, digest: layer.digest, size: layer.size }],
    };
    const { digest } = await this.#store.putBytes(Buffer.from(JSON.stringify(manifest)));
    return { manifest, digest };
  }
}
