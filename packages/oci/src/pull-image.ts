import type { ContentStore } from './content-store.ts';
import { OciError } from './errors.ts';
import type { Descriptor, ImageManifest, Platform } from './image.ts';
import type { FetchedManifest, RegistryClient } from './registry-client.ts';

/** What {@link pullImage} needs. */
export interface PullImageOptions {
  readonly client: RegistryClient;
  readonly repository: string;
  /** Tag or digest. */
  readonly reference: string;
  readonly store: ContentStore;
  /** Which image of an index; linux on this machine's architecture when absent. */
  readonly platform?: Platform;
}

/** An image whose manifest, configuration and layers are in the content store. */
export interface PulledImage {
  readonly descriptor: Descriptor;
  readonly manifest: ImageManifest;
}

const ARCHITECTURES: Readonly<Record<string, string>> = { x64: 'amd64', ia32: '386' };
const MAX_AT_ONCE = 3;

/** The platform whose images run here. */
export function hostPlatform(): Platform {
  return { os: 'linux', architecture: ARCHITECTURES[process.arch] ?? process.arch };
}

/**
 * Brings an image into the store; blobs that are there already are not fetched again.
 * @throws OciError `registry-not-found`, `registry-denied`, `registry-unreachable`,
 *   `no-matching-platform`, `digest-mismatch`, `invalid-manifest`
 */
export async function pullImage(options: PullImageOptions): Promise<PulledImage> {
  const { client, repository, store } = options;
  const { fetched, manifest } = await findManifest(options);
  const wanted = [manifest.config, ...manifest.layers];
  let next = 0;
  async function worker(): Promise<void> {
    for (let blob = wanted[next++]; blob !== undefined; blob = wanted[next++]) {
      if (await store.has(blob.digest)) continue;
      const source = await client.getBlob(repository, blob.digest);
      await store.put(source, { digest: blob.digest, size: blob.size });
    }
  }
  await Promise.all(Array.from({ length: MAX_AT_ONCE }, worker));
  await store.putBytes(fetched.bytes, fetched.descriptor.digest);
  return { descriptor: fetched.descriptor, manifest };
}

async function findManifest(
  options: PullImageOptions,
): Promise<{ readonly fetched: FetchedManifest; readonly manifest: ImageManifest }> {
  const { client, repository, reference } = options;
  const fetched = await client.getManifest(repository, reference);
  if (fetched.parsed.kind === 'manifest') return { fetched, manifest: fetched.parsed.manifest };
  const platform = options.platform ?? hostPlatform();
  const match = choosePlatform(fetched.parsed.index.manifests, platform);
  if (match === undefined) {
    const offered = fetched.parsed.index.manifests.map(
      ({ platform: p }) => `${p?.os}/${p?.architecture}`,
    );
    throw new OciError(
      'no-matching-platform',
      `${repository}:${reference} has no image for ${platform.os}/${platform.architecture}; it offers ${offered.join(', ') || 'none'}`,
    );
  }
  const chosen = await client.getManifest(repository, match.digest);
  if (chosen.parsed.kind === 'manifest')
    return { fetched: chosen, manifest: chosen.parsed.manifest };
  throw new OciError('invalid-manifest', `${repository}:${reference} is an index of indexes`);
}

/** The first image for the platform; an absent variant on either side fits any. */
export function choosePlatform(
  manifests: readonly Descriptor[],
  platform: Platform,
): Descriptor | undefined {
  return manifests.find(
    ({ platform: offered }) =>
      offered?.os === platform.os &&
      offered.architecture === platform.architecture &&
      (offered.variant === undefined ||
        platform.variant === undefined ||
        offered.variant === platform.variant),
  );
}
