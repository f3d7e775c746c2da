import type { Digest } from '@fairway/oci';

import type { Stores } from './call.ts';

/** What {@link collectGarbage} spares. */
export interface GarbageOptions {
  /** Blobs of the content store that others than the registry use. */
  readonly keep?: ReadonlySet<Digest>;
  /** Younger blobs and links are spared: a push may be under way. An hour when absent. */
  readonly minimumAgeMs?: number;
}

/** What was removed. */
export interface GarbageResult {
  readonly blobs: number;
  readonly bytes: number;
}

const UPLOAD_AGE_MS = 24 * 3_600_000;

/**
 * Removes uploads given up, blobs that no manifest of their repository names, and then whatever no
 * repository has. Manifests stay until they are deleted.
 */
export async function collectGarbage(
  stores: Stores,
  options: GarbageOptions,
): Promise<GarbageResult> {
  const oldest = Date.now() - (options.minimumAgeMs ?? 3_600_000);
  await stores.uploads.expire(UPLOAD_AGE_MS);
  const live = new Set<Digest>(options.keep ?? []);
  for (const repository of await stores.repositories.list()) {
    await collectRepository(stores, repository, oldest, live);
  }
  let blobs = 0;
  let bytes = 0;
  for await (const digest of stores.content.list()) {
    const info = live.has(digest) ? undefined : await stores.content.stat(digest);
    if (info === undefined || info.modified.getTime() > oldest) continue;
    await stores.content.delete(digest);
    blobs += 1;
    bytes += info.size;
  }
  return { blobs, bytes };
}

async function collectRepository(
  stores: Stores,
  repository: string,
  oldest: number,
  live: Set<Digest>,
): Promise<void> {
  const named = new Set<Digest>();
  for (const { digest, record } of await stores.repositories.manifests(repository)) {
    named.add(digest);
    for (const reference of record.references) named.add(reference);
  }
  for (const { digest, linked } of await stores.repositories.blobs(repository)) {
    if (named.has(digest) || linked.getTime() > oldest) live.add(digest);
    else await stores.repositories.unlinkBlob(repository, digest);
  }
  for (const digest of named) live.add(digest);
}
