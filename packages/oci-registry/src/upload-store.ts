import { createHash, type Hash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { type ContentStore, type Digest, digestOfHex } from '@fairway/oci';

import { RegistryError } from './registry-error.ts';

interface Session {
  readonly repository: string;
  readonly hash: Hash;
  size: number;
  busy: boolean;
}

/**
 * Uploads that are under way: a file each, hashed while it grows, and a note of the repository it
 * is for, so that an upload goes on after a restart.
 */
export class UploadStore {
  readonly #dir: string;
  readonly #store: ContentStore;
  readonly #maxBytes: number;
  readonly #sessions = new Map<string, Session>();

  constructor(dir: string, store: ContentStore, maxBytes: number) {
    this.#dir = join(dir, 'uploads');
    this.#store = store;
    this.#maxBytes = maxBytes;
  }

  async open(): Promise<void> {
    await mkdir(this.#dir, { recursive: true });
  }

  /** Begins an upload and returns its id. */
  async start(repository: string): Promise<string> {
    const id = randomUUID();
    await writeFile(this.#data(id), '');
    await writeFile(this.#note(id), repository);
    this.#sessions.set(id, { repository, hash: createHash('sha256'), size: 0, busy: false });
    return id;
  }

  /**
   * Bytes received so far.
   * @throws RegistryError `BLOB_UPLOAD_UNKNOWN`
   */
  async size(repository: string, id: string): Promise<number> {
    return (await this.#session(repository, id)).size;
  }

  /**
   * Adds bytes; those that came before an error are kept. Returns the new size.
   * @param from where the sender thinks the bytes go
   * @throws RegistryError `BLOB_UPLOAD_UNKNOWN`, `BLOB_UPLOAD_INVALID`, `SIZE_INVALID`
   */
  async append(
    repository: string,
    id: string,
    body: AsyncIterable<Uint8Array>,
    from?: number,
  ): Promise<number> {
    const session = await this.#session(repository, id);
    return this.#exclusively(session, async () => {
      if (from !== undefined && from !== session.size) {
        throw new RegistryError(
          'BLOB_UPLOAD_INVALID',
          `The upload has ${session.size} bytes; the next chunk starts there`,
          { status: 416 },
        );
      }
      const handle = await open(this.#data(id), 'r+');
      try {
        for await (const chunk of body) {
          if (session.size + chunk.byteLength > this.#maxBytes) {
            throw tooLarge(this.#maxBytes);
          }
          let written = 0;
          while (written < chunk.byteLength) {
            const rest = chunk.subarray(written);
            written += (await handle.write(rest, 0, rest.byteLength, session.size + written))
              .bytesWritten;
          }
          session.hash.update(chunk);
          session.size += chunk.byteLength;
        }
        await handle.sync();
      } finally {
        await handle.close();
      }
      return session.size;
    });
  }

  /**
   * Ends an upload: the blob is in the content store.
   * @throws RegistryError `BLOB_UPLOAD_UNKNOWN`, `DIGEST_INVALID` (the upload is given up)
   */
  async finish(repository: string, id: string, digest: Digest): Promise<void> {
    const session = await this.#session(repository, id);
    await this.#exclusively(session, async () => {
      const found = digestOfHex(session.hash.copy().digest('hex'));
      if (found !== digest) {
        await this.#forget(id);
        throw wrongDigest(found, digest);
      }
      await this.#store.adoptVerifiedFile(this.#data(id), digest);
      await this.#forget(id);
    });
  }

  /**
   * Takes a whole blob in one request. When the content store has it already, its bytes are only
   * hashed (to see that the sender has them too) and not written again.
   * @throws RegistryError as {@link append} and {@link finish}
   */
  async takeWhole(
    repository: string,
    id: string,
    body: AsyncIterable<Uint8Array>,
    digest: Digest,
  ): Promise<void> {
    const session = await this.#session(repository, id);
    if (session.size > 0 || !(await this.#store.touch(digest))) {
      await this.append(repository, id, body);
      await this.finish(repository, id, digest);
      return;
    }
    await this.#exclusively(session, async () => {
      const hash = createHash('sha256');
      let size = 0;
      for await (const chunk of body) {
        size += chunk.byteLength;
        if (size > this.#maxBytes) throw tooLarge(this.#maxBytes);
        hash.update(chunk);
      }
      const found = digestOfHex(hash.digest('hex'));
      await this.#forget(id);
      if (found !== digest) throw wrongDigest(found, digest);
      if (!(await this.#store.touch(digest))) {
        throw new RegistryError(
          'BLOB_UPLOAD_INVALID',
          'The blob was removed meanwhile; send it again',
        );
      }
    });
  }

  /** Gives an upload up. */
  async cancel(repository: string, id: string): Promise<void> {
    await this.#session(repository, id);
    await this.#forget(id);
  }

  /** Removes uploads that nobody touched for so long. */
  async expire(maximumAgeMs: number): Promise<void> {
    const oldest = Date.now() - maximumAgeMs;
    for (const name of await readdir(this.#dir)) {
      const id = name.replace(/\.repository$/, '');
      const touched = await stat(this.#data(id)).catch(() => undefined);
      if (this.#sessions.get(id)?.busy === true) continue;
      if (touched === undefined || touched.mtimeMs < oldest) await this.#forget(id);
    }
  }

  #data(id: string): string {
    return join(this.#dir, id);
  }

  #note(id: string): string {
    return join(this.#dir, `${id}.repository`);
  }

  async #session(repository: string, id: string): Promise<Session> {
    const session = this.#sessions.get(id) ?? (await this.#recover(id));
    if (session?.repository !== repository) {
      throw new RegistryError('BLOB_UPLOAD_UNKNOWN', 'There is no such upload in this repository');
    }
    return session;
  }

  async #recover(id: string): Promise<Session | undefined> {
    try {
      const repository = await readFile(this.#note(id), 'utf8');
      const hash = createHash('sha256');
      let size = 0;
      for await (const chunk of createReadStream(this.#data(id))) {
        const bytes: Buffer = chunk;
        hash.update(bytes);
        size += bytes.length;
      }
      const session = this.#sessions.get(id) ?? { repository, hash, size, busy: false };
      this.#sessions.set(id, session);
      return session;
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
      throw error;
    }
  }

  async #exclusively<T>(session: Session, work: () => Promise<T>): Promise<T> {
    if (session.busy) {
      throw new RegistryError('BLOB_UPLOAD_INVALID', 'Another request is writing to this upload', {
        status: 409,
      });
    }
    session.busy = true;
    try {
      return await work();
    } finally {
      session.busy = false;
    }
  }

  async #forget(id: string): Promise<void> {
    this.#sessions.delete(id);
    await rm(this.#data(id), { force: true });
    await rm(this.#note(id), { force: true });
  }
}

function wrongDigest(found: Digest, digest: Digest): RegistryError {
  return new RegistryError('DIGEST_INVALID', `The bytes received are ${found}, not ${digest}`);
}

function tooLarge(limit: number): RegistryError {
  return new RegistryError('SIZE_INVALID', `A blob has at most ${limit} bytes here`, {
    status: 413,
  });
}
