import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';

import { type Digest, digestHex, digestOfHex, isDigest } from './digest.ts';
import { OciError } from './errors.ts';

/** What is known of a stored blob. */
export interface BlobInfo {
  /** Bytes. */
  readonly size: number;
  /** When it was last put: a guard for garbage collection. */
  readonly modified: Date;
}

/** What a blob must be to be stored. */
export interface BlobExpectation {
  readonly digest?: Digest;
  readonly size?: number;
  /** Upper bound in bytes. */
  readonly maxSize?: number;
}

/** A blob that is in the store. */
export interface StoredBlob {
  readonly digest: Digest;
  readonly size: number;
}

/** Bytes by their digest, on disk: `blobs/sha256/<hex>`, the layout of an OCI image folder. */
export interface ContentStore {
  /**
   * Stores a stream. The blob appears whole or not at all, and survives a crash once this resolves.
   * Putting what is there already is harmless.
   * @throws OciError `digest-mismatch`, `size-mismatch`, `blob-too-large`
   */
  put(source: AsyncIterable<Uint8Array>, expected?: BlobExpectation): Promise<StoredBlob>;
  putBytes(bytes: Uint8Array, expected?: Digest): Promise<StoredBlob>;
  /**
   * Moves a file of the same file system into the store; the caller has hashed it while writing.
   */
  adoptVerifiedFile(path: string, digest: Digest): Promise<void>;
  has(digest: Digest): Promise<boolean>;
  /** Makes a blob young for garbage collection; false when it is not there. */
  touch(digest: Digest): Promise<boolean>;
  stat(digest: Digest): Promise<BlobInfo | undefined>;
  /**
   * Opens a blob, or the bytes from `start` to `end` (both inclusive) of it.
   * @throws OciError `blob-not-found`
   */
  open(digest: Digest, range?: { readonly start: number; readonly end: number }): Promise<Readable>;
  /**
   * A small blob whole.
   * @throws OciError `blob-not-found`, `blob-too-large` when it exceeds `maxSize` (default 8 MiB)
   */
  read(digest: Digest, maxSize?: number): Promise<Buffer>;
  /** Where the blob's file is, whether it exists or not. */
  path(digest: Digest): string;
  delete(digest: Digest): Promise<void>;
  list(): AsyncIterable<Digest>;
}

const DEFAULT_READ_LIMIT = 8 * 1024 * 1024;

/** Reads a stream into a new file and hashes it on the way; the file is on disk when it resolves. */
async function writeHashed(
  file: string,
  source: AsyncIterable<Uint8Array>,
  expected: BlobExpectation,
): Promise<StoredBlob> {
  const hash = createHash('sha256');
  const handle = await open(file, 'wx', 0o644);
  try {
    let size = 0;
    for await (const chunk of source) {
      size += chunk.byteLength;
      if (expected.size !== undefined && size > expected.size) {
        throw new OciError('size-mismatch', `The blob has more than ${expected.size} bytes`);
      }
      if (expected.maxSize !== undefined && size > expected.maxSize) {
        const limit = `the limit of ${expected.maxSize} bytes`;
        throw new OciError('blob-too-large', `The blob is larger than ${limit}`);
      }
      hash.update(chunk);
      let written = 0;
      while (written < chunk.byteLength) {
        written += (await handle.write(chunk, written)).bytesWritten;
      }
    }
    await handle.sync();
    return { digest: digestOfHex(hash.digest('hex')), size };
  } finally {
    await handle.close();
  }
}

function checkExpected(blob: StoredBlob, expected: BlobExpectation): void {
  if (expected.size !== undefined && expected.size !== blob.size) {
    throw new OciError('size-mismatch', `The blob has ${blob.size} bytes, not ${expected.size}`);
  }
  if (expected.digest !== undefined && expected.digest !== blob.digest) {
    throw new OciError(
      'digest-mismatch',
      `The blob's digest is ${blob.digest}, not ${expected.digest}`,
    );
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

/** A content store in `dir`, which is created when it is absent. */
export async function createContentStore(options: { readonly dir: string }): Promise<ContentStore> {
  const blobs = join(options.dir, 'blobs', 'sha256');
  const incoming = join(options.dir, 'incoming');
  await mkdir(blobs, { recursive: true });
  await mkdir(incoming, { recursive: true });
  return new DiskContentStore(blobs, incoming);
}

class DiskContentStore implements ContentStore {
  readonly #blobs: string;
  readonly #incoming: string;

  constructor(blobs: string, incoming: string) {
    this.#blobs = blobs;
    this.#incoming = incoming;
  }

  async put(
    source: AsyncIterable<Uint8Array>,
    expected: BlobExpectation = {},
  ): Promise<StoredBlob> {
    const file = join(this.#incoming, randomUUID());
    try {
      const blob = await writeHashed(file, source, expected);
      checkExpected(blob, expected);
      await this.adoptVerifiedFile(file, blob.digest);
      return blob;
    } finally {
      await rm(file, { force: true });
    }
  }

  async putBytes(bytes: Uint8Array, expected?: Digest): Promise<StoredBlob> {
    async function* once(): AsyncGenerator<Uint8Array> {
      yield bytes;
    }
    return this.put(once(), expected === undefined ? {} : { digest: expected });
  }

  async adoptVerifiedFile(path: string, digest: Digest): Promise<void> {
    // A blob that was just put again must not be taken by a garbage collector.
    if (await this.touch(digest)) {
      await rm(path, { force: true });
      return;
    }
    await rename(path, this.path(digest));
    const folder = await open(this.#blobs, 'r');
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  }

  async has(digest: Digest): Promise<boolean> {
    return (await this.stat(digest)) !== undefined;
  }

  async touch(digest: Digest): Promise<boolean> {
    try {
      const now = new Date();
      await utimes(this.path(digest), now, now);
      return true;
    } catch (error) {
      if (isMissing(error)) return false;
      throw error;
    }
  }

  async stat(digest: Digest): Promise<BlobInfo | undefined> {
    try {
      const found = await stat(this.path(digest));
      return { size: found.size, modified: found.mtime };
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  async open(
    digest: Digest,
    range?: { readonly start: number; readonly end: number },
  ): Promise<Readable> {
    await this.#require(digest);
    return createReadStream(this.path(digest), { highWaterMark: 256 * 1024, ...range });
  }

  async read(digest: Digest, maxSize: number = DEFAULT_READ_LIMIT): Promise<Buffer> {
    const { size } = await this.#require(digest);
    if (size > maxSize) {
      throw new OciError(
        'blob-too-large',
        `Blob ${digest} has ${size} bytes; ${maxSize} are read at most`,
      );
    }
    return readFile(this.path(digest));
  }

  path(digest: Digest): string {
    return join(this.#blobs, digestHex(digest));
  }

  async delete(digest: Digest): Promise<void> {
    await rm(this.path(digest), { force: true });
  }

  async *list(): AsyncGenerator<Digest> {
    for (const name of await readdir(this.#blobs)) {
      const digest = `sha256:${name}`;
      if (isDigest(digest)) yield digest;
    }
  }

  async #require(digest: Digest): Promise<BlobInfo> {
    const info = await this.stat(digest);
    if (info === undefined) {
      throw new OciError('blob-not-found', `There is no blob ${digest} in the content store`);
    }
    return info;
  }
}
