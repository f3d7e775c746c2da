import { relative } from 'node:path';
import { BuildError, type BaseImages, buildImage, pushImage } from '@fairway/image-builder';
import {
  type ContentStore,
  createRegistryClient,
  type HostRoute,
  type ImageStore,
  parseReference,
} from '@fairway/oci';
import type { SandboxRuntime } from '@fairway/sandbox';
import { FairwayError } from '../../errors/fairway-error.ts';
import { packageCaches } from '../ci/package-caches.ts';
import { internalRegistryHost } from '../registry/embedded.ts';
import type { ImageBuilderPort, ImageRequest } from './port.ts';

/** What the built-in image builder works with. */
export interface EmbeddedImageBuilderOptions {
  sandbox: SandboxRuntime;
  store: ContentStore;
  images: ImageStore;
  bases: BaseImages;
  /** Folder of the layer cache. */
  layerCache: string;
  /** Folder of the teams' package caches. */
  packageCache: string;
  internalToken: string;
  /** Where the built-in registry is reached. */
  registry: HostRoute;
  environment: Readonly<Record<string, string | undefined>>;
}

const buildTimeoutMs = 900_000;

/** The image builder port on the built-in Dockerfile builder, pushing to the built-in registry. */
export function embeddedImageBuilder(options: EmbeddedImageBuilderOptions): ImageBuilderPort {
  return {
    async build(request) {
      const image = await build(options, request);
      for (const substitution of image.substitutions) request.log(substitution);
      for (const tag of request.tags) {
        const reference = parseReference(tag);
        const client = createRegistryClient({
          host: internalRegistryHost,
          resolveHost: () => options.registry,
          credentials: { bearer: options.internalToken },
        });
        const pushed = await pushImage({
          store: options.store,
          image,
          client,
          repository: reference.repository,
          ...(reference.tag === undefined ? {} : { tag: reference.tag }),
        });
        request.log(`Pushed ${pushed.reference}`);
      }
      return { imageId: image.manifest.config.digest, digest: image.digest };
    },
  };
}

async function build(options: EmbeddedImageBuilderOptions, request: ImageRequest) {
  const caches = await packageCaches({
    folder: options.packageCache,
    team: request.team,
    sandbox: options.sandbox,
    environment: options.environment,
  });
  const { PATH: _hostPath, ...environment } = caches.env;
  try {
    return await buildImage({
      contextDir: request.context,
      dockerfile: relative(request.context, request.file),
      buildArgs: request.buildArgs,
      ...(request.target === undefined ? {} : { target: request.target }),
      labels: request.labels,
      sandbox: options.sandbox,
      store: options.store,
      images: options.images,
      bases: options.bases,
      cacheDir: options.layerCache,
      cacheScope: request.team,
      mounts: caches.mounts,
      env: environment,
      onLog: (line) => request.log(line),
      signal: request.signal,
      timeoutMs: buildTimeoutMs,
    });
  } catch (error) {
    if (!(error instanceof BuildError)) throw error;
    throw new FairwayError('image-failed', {
      message: error.message,
      remedy: 'Correct the line of the Dockerfile named above, commit and push.',
      cause: error,
    });
  }
}
