import {
  type ContentStore,
  type Descriptor,
  type Digest,
  formatReference,
  type ImageManifest,
  type RegistryClient,
} from '@fairway/oci';

/** What to push, and where to. */
export interface PushImageOptions {
  readonly store: ContentStore;
  readonly image: { readonly manifest: ImageManifest; readonly descriptor: Descriptor };
  readonly client: RegistryClient;
  readonly repository: string;
  /** Tags the manifest as well; it is always there by its digest. */
  readonly tag?: string;
  /** A repository of the same registry that may have a blob already, to be mounted from. */
  readonly mountFrom?: (digest: Digest) => string | undefined;
}

/** Where the image is now. */
export interface PushedImage {
  /** `host/repository@sha256:…`. */
  readonly reference: string;
  readonly digest: Digest;
  /** How many blobs were sent, rather than found there or mounted. */
  readonly blobsSent: number;
}

const AT_ONCE = 3;

/**
 * Pushes an image from the store: first its blobs, then the manifest by digest, then the tag.
 * @throws OciError `registry-unreachable`, `registry-denied`, `registry-error`, `blob-not-found`
 */
export async function pushImage(options: PushImageOptions): Promise<PushedImage> {
  const { store, client, repository, image, tag, mountFrom } = options;
  const { manifest, descriptor } = image;
  const blobs = [
    ...new Map([manifest.config, ...manifest.layers].map((blob) => [blob.digest, blob])).values(),
  ];
  let next = 0;
  let blobsSent = 0;
  async function worker(): Promise<void> {
    for (let blob = blobs[next++]; blob !== undefined; blob = blobs[next++]) {
      const { digest } = blob;
      const done = await client.pushBlob(
        repository,
        blob,
        async () => store.open(digest),
        mountFrom?.(digest),
      );
      if (done === 'pushed') blobsSent += 1;
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  const bytes = await store.read(descriptor.digest);
  const { mediaType, digest } = descriptor;
  await client.pushManifest(repository, digest, { bytes, mediaType });
  if (tag !== undefined) await client.pushManifest(repository, tag, { bytes, mediaType });
  return {
    reference: formatReference({ host: client.host, repository, digest }),
    digest,
    blobsSent,
  };
}
