/** Media types of the OCI image specification 1.1; the ones this package writes. */
export const MEDIA_TYPES = {
  index: 'application/vnd.oci.image.index.v1+json',
  manifest: 'application/vnd.oci.image.manifest.v1+json',
  config: 'application/vnd.oci.image.config.v1+json',
  layer: 'application/vnd.oci.image.layer.v1.tar',
  layerGzip: 'application/vnd.oci.image.layer.v1.tar+gzip',
} as const;

const DOCKER_INDEX = 'application/vnd.docker.distribution.manifest.list.v2+json';
const DOCKER_MANIFEST = 'application/vnd.docker.distribution.manifest.v2+json';
const DOCKER_LAYER_GZIP = 'application/vnd.docker.image.rootfs.diff.tar.gzip';
const DOCKER_LAYER = 'application/vnd.docker.image.rootfs.diff.tar';

/** What a client lists in `Accept` when it asks for a manifest. */
export const MANIFEST_ACCEPT: string = [
  MEDIA_TYPES.manifest,
  MEDIA_TYPES.index,
  DOCKER_MANIFEST,
  DOCKER_INDEX,
].join(', ');

/** Whether the type names one image (OCI manifest or Docker schema 2). */
export function isManifestType(mediaType: string): boolean {
  return mediaType === MEDIA_TYPES.manifest || mediaType === DOCKER_MANIFEST;
}

/** Whether the type names a list of images (OCI index or Docker manifest list). */
export function isIndexType(mediaType: string): boolean {
  return mediaType === MEDIA_TYPES.index || mediaType === DOCKER_INDEX;
}

/** How a layer blob is compressed, or undefined when it is no layer this package reads. */
export function layerCompression(mediaType: string): 'none' | 'gzip' | undefined {
  if (mediaType === MEDIA_TYPES.layer || mediaType === DOCKER_LAYER) return 'none';
  if (mediaType === MEDIA_TYPES.layerGzip || mediaType === DOCKER_LAYER_GZIP) return 'gzip';
  return undefined;
}
