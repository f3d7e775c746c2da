import { createHash, type Hash } from 'node:crypto';
import { pipeline, Readable } from 'node:stream';
import { createGzip } from 'node:zlib';

import type { ContentStore } from './content-store.ts';
import { type Digest, digestOfHex } from './digest.ts';
import type { LayerEntry, Owner } from './layer-entry.ts';
import { MEDIA_TYPES } from './media-types.ts';
import { tarStreamOf } from './tar-stream-of.ts';
import { walkLayer } from './walk-layer.ts';

/** What becomes a layer, and how. */
export interface PackLayerOptions {
  /** A host folder (an overlay's upper folder or any other), or entries. */
  readonly from:
    | { readonly directory: string }
    | { readonly entries: AsyncIterable<LayerEntry> | Iterable<LayerEntry> };
  readonly store: ContentStore;
  /** Who owns the files in the image, whoever owns them on the host; 0:0 when absent. */
  readonly owner?: Owner;
  readonly compression?: 'gzip' | 'none';
  /** gzip level 1 to 9; 1 when absent, since layers are made once and read nearby. */
  readonly level?: number;
  /** Seconds since 1970 that every file carries; 0 when absent. */
  readonly mtime?: number;
}

/** A layer in the content store. */
export interface PackedLayer {
  readonly mediaType: string;
  /** Digest of the blob as stored. */
  readonly digest: Digest;
  /** Bytes of the blob as stored. */
  readonly size: number;
  /** Digest of the uncompressed tar. */
  readonly diffId: Digest;
}

/**
 * Packs a folder or entries as an OCI layer into the store. The result depends on names, content,
 * modes and link targets only: owner and times are set by the options. Overlay whiteouts
 * (character devices 0/0) become `.wh.` files.
 * @throws OciError `invalid-layer` when a file changes meanwhile
 */
export async function packLayer(options: PackLayerOptions): Promise<PackedLayer> {
  const entries =
    'directory' in options.from ? walkLayer(options.from.directory) : options.from.entries;
  const tar = tarStreamOf(entries, {
    owner: options.owner ?? { uid: 0, gid: 0 },
    mtime: options.mtime ?? 0,
  });
  if (options.compression === 'none') {
    const blob = await options.store.put(tar);
    return { mediaType: MEDIA_TYPES.layer, ...blob, diffId: blob.digest };
  }
  const hash = createHash('sha256');
  const blob = await options.store.put(gzip(hashed(tar, hash), options.level ?? 1));
  return { mediaType: MEDIA_TYPES.layerGzip, ...blob, diffId: digestOfHex(hash.digest('hex')) };
}

async function* hashed(source: AsyncIterable<Uint8Array>, hash: Hash): AsyncGenerator<Uint8Array> {
  for await (const chunk of source) {
    hash.update(chunk);
    yield chunk;
  }
}

function gzip(source: AsyncIterable<Uint8Array>, level: number): AsyncIterable<Uint8Array> {
  // An error of the source destroys the compressor with it, so that its reader sees the error.
  return pipeline(
    Readable.from(source, { objectMode: false }),
    createGzip({ level, chunkSize: 256 * 1024 }),
    () => undefined,
  );
}
