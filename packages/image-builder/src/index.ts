export { BuildError, type BuildErrorCode, type DockerfilePlace } from './build-error.ts';
export { HOST_BASE_LABEL } from './host-base-label.ts';
export {
  type BaseImages,
  type BaseImagesOptions,
  createBaseImages,
  type ResolvedBase,
} from './bases/base-images.ts';
export {
  buildImage,
  type BuildImageOptions,
  type BuildStep,
  type BuiltImage,
} from './build/build-image.ts';
export { pruneBuildCache } from './build/layer-cache.ts';
export { pushImage, type PushedImage, type PushImageOptions } from './push-image.ts';
