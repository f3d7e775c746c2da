export { OciError, type OciErrorCode } from './errors.ts';
export { isIndexType, isManifestType, MANIFEST_ACCEPT, MEDIA_TYPES } from './media-types.ts';
export { type Digest, digestHex, digestOfHex, isDigest, parseDigest, sha256 } from './digest.ts';
export {
  formatReference,
  type ImageReference,
  isRepositoryName,
  isTag,
  parseReference,
} from './reference.ts';
export type {
  Descriptor,
  ImageConfig,
  ImageHealthcheck,
  ImageHistory,
  ImageIndex,
  ImageManifest,
  ImageRunConfig,
  Platform,
} from './image.ts';
export { type ParsedManifest, parseImageConfig, parseManifest } from './parse-image.ts';
export {
  type BlobExpectation,
  type BlobInfo,
  type ContentStore,
  createContentStore,
  type StoredBlob,
} from './content-store.ts';
export type { LayerEntry, Owner } from './layer-entry.ts';
export { isWhiteout, walkLayer } from './walk-layer.ts';
export { packLayer, type PackedLayer, type PackLayerOptions } from './pack-layer.ts';
export {
  type LayerLimits,
  unpackLayer,
  type UnpackedLayer,
  type UnpackLayerOptions,
} from './unpack-layer.ts';
export { type LayerNode, type LayerStack, LayerView } from './layer-view.ts';
export { expandOpaque, readOpaque } from './whiteouts.ts';
export {
  createImageStore,
  type ImageStore,
  type ImageStoreOptions,
  type UnpackedImage,
} from './image-store.ts';
export type { HostRoute, HttpTimeouts } from './http-exchange.ts';
export type { RegistryCredentials } from './registry-auth.ts';
export {
  createRegistryClient,
  type FetchedManifest,
  type RegistryClient,
  type RegistryClientOptions,
} from './registry-client.ts';
export { hostPlatform, pullImage, type PulledImage, type PullImageOptions } from './pull-image.ts';
export { removeTree } from './remove-tree.ts';
