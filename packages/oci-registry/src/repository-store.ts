import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { type Descriptor, type Digest, digestHex, isDigest, isTag } from '@fairway/oci';

/** What is kept of a manifest beside its bytes. */
export interface ManifestRecord {
  readonly mediaType: string;
  readonly size: number;
  /** The blobs and manifests it names. */
  readonly references: readonly Digest[];
  readonly subject?: Digest;
  readonly artifactType?: string;
  readonly annotations?: Readonly<Record<string, string>>;
}

/**
 * Which blobs, manifests and tags belong to which repository: one small file each below
 * `<dir>/repositories/<name>/`, where "/" in a name is written "+" (which no name contains).
 */
export class RepositoryStore {
  readonly #root: string;
  readonly #trash: string;

  constructor(dir: string) {
    this.#root = join(dir, 'repositories');
    this.#trash = join(dir, 'trash');
  }

  /** Makes the folders and finishes deletions that were cut short. */
  async open(): Promise<void> {
    await rm(this.#trash, { recursive: true, force: true });
    await mkdir(this.#root, { recursive: true });
    await mkdir(this.#trash, { recursive: true });
  }

  async list(): Promise<string[]> {
    return (await names(this.#root)).map((name) => name.replaceAll('+', '/')).sort();
  }

  async exists(repository: string): Promise<boolean> {
    return present(this.#folder(repository));
  }

  /** Whether there was such a repository. */
  async delete(repository: string): Promise<boolean> {
    const doomed = join(this.#trash, randomUUID());
    try {
      await rename(this.#folder(repository), doomed);
    } catch (error) {
      if (isMissing(error)) return false;
      throw error;
    }
    await rm(doomed, { recursive: true, force: true });
    return true;
  }

  async linkBlob(repository: string, digest: Digest): Promise<void> {
    await this.#write(repository, 'blobs', digestHex(digest), '');
  }

  async hasBlob(repository: string, digest: Digest): Promise<boolean> {
    return present(this.#file(repository, 'blobs', digestHex(digest)));
  }

  async unlinkBlob(repository: string, digest: Digest): Promise<boolean> {
    return remove(this.#file(repository, 'blobs', digestHex(digest)));
  }

  /** The linked blobs, each with the time of its link. */
  async blobs(repository: string): Promise<{ digest: Digest; linked: Date }[]> {
    const folder = this.#file(repository, 'blobs', '');
    const found: { digest: Digest; linked: Date }[] = [];
    for (const digest of digests(await names(folder))) {
      const stats = await stat(join(folder, digestHex(digest))).catch(() => undefined);
      if (stats !== undefined) found.push({ digest, linked: stats.mtime });
    }
    return found;
  }

  async putManifest(repository: string, digest: Digest, record: ManifestRecord): Promise<void> {
    await this.#write(repository, 'manifests', digestHex(digest), JSON.stringify(record));
  }

  async manifest(repository: string, digest: Digest): Promise<ManifestRecord | undefined> {
    const text = await read(this.#file(repository, 'manifests', digestHex(digest)));
    // Written by putManifest alone.
    return text === undefined ? undefined : (JSON.parse(text) as ManifestRecord);
  }

  async manifests(repository: string): Promise<{ digest: Digest; record: ManifestRecord }[]> {
    const found: { digest: Digest; record: ManifestRecord }[] = [];
    for (const digest of digests(await names(this.#file(repository, 'manifests', '')))) {
      const record = await this.manifest(repository, digest);
      if (record !== undefined) found.push({ digest, record });
    }
    return found;
  }

  /** Removes a manifest and the tags that name it; whether it was there. */
  async deleteManifest(repository: string, digest: Digest): Promise<boolean> {
    for (const tag of await this.tags(repository)) {
      if ((await this.tag(repository, tag)) === digest) await this.deleteTag(repository, tag);
    }
    return remove(this.#file(repository, 'manifests', digestHex(digest)));
  }

  async setTag(repository: string, tag: string, digest: Digest): Promise<void> {
    await this.#write(repository, 'tags', tag, digest);
  }

  async tag(repository: string, tag: string): Promise<Digest | undefined> {
    const text = await read(this.#file(repository, 'tags', tag));
    return text !== undefined && isDigest(text) ? text : undefined;
  }

  /** Sorted, as the specification asks. */
  async tags(repository: string): Promise<string[]> {
    return (await names(this.#file(repository, 'tags', ''))).filter(isTag).sort();
  }

  async deleteTag(repository: string, tag: string): Promise<boolean> {
    return remove(this.#file(repository, 'tags', tag));
  }

  /** The manifests whose subject is `subject`, as descriptors. */
  async referrers(repository: string, subject: Digest): Promise<Descriptor[]> {
    return (await this.manifests(repository))
      .filter(({ record }) => record.subject === subject)
      .map(({ digest, record }) => ({
        mediaType: record.mediaType,
        digest,
        size: record.size,
        ...(record.artifactType === undefined ? {} : { artifactType: record.artifactType }),
        ...(record.annotations === undefined ? {} : { annotations: record.annotations }),
      }));
  }

  #folder(repository: string): string {
    return join(this.#root, repository.replaceAll('/', '+'));
  }

  #file(repository: string, kind: 'blobs' | 'manifests' | 'tags', name: string): string {
    return join(this.#folder(repository), kind, name);
  }

  /** Written aside and renamed, so that a reader sees the old text or the new one. */
  async #write(
    repository: string,
    kind: 'blobs' | 'manifests' | 'tags',
    name: string,
    text: string,
  ): Promise<void> {
    await mkdir(this.#file(repository, kind, ''), { recursive: true });
    const fresh = join(this.#trash, randomUUID());
    await writeFile(fresh, text, { flush: true });
    await rename(fresh, this.#file(repository, kind, name));
  }
}

function digests(hexes: readonly string[]): Digest[] {
  return hexes.map((hex) => `sha256:${hex}`).filter((text) => isDigest(text));
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

async function orWhenMissing<T>(work: Promise<T>, otherwise: T): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (isMissing(error)) return otherwise;
    throw error;
  }
}

async function names(folder: string): Promise<string[]> {
  return orWhenMissing(readdir(folder), []);
}

async function read(file: string): Promise<string | undefined> {
  return orWhenMissing<string | undefined>(readFile(file, 'utf8'), undefined);
}

async function present(path: string): Promise<boolean> {
  return (await orWhenMissing<unknown>(stat(path), undefined)) !== undefined;
}

async function remove(file: string): Promise<boolean> {
  return orWhenMissing(
    rm(file).then(() => true),
    false,
  );
}
