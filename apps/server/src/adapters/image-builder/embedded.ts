import { join, relative } from 'node:path';
import { BuildError, type BaseImages, buildImage, pushImage } from '@fairway/image-builder';
import {
  type ContentStore,
  createRegistryClient,
  type Descriptor,
  type Digest,
  type HostRoute,
  type ImageStore,
  MEDIA_TYPES,
  parseReference,
} from '@fairway/oci';
import type { SandboxRuntime } from '@fairway/sandbox';
import { FairwayError } from '../../errors/fairway-error.ts';
import type { PackageCaches } from '../ci/package-caches.ts';
import { internalRegistryHost } from '../registry/embedded.ts';
import type { ImageBuilderPort, ImageRequest } from './port.ts';

/** What the built-in image builder works with. */
export interface EmbeddedImageBuilderOptions {
  sandbox: SandboxRuntime;
  store: ContentStore;
  images: ImageStore;
  bases: BaseImages;
  /** Folder of the teams' layer caches. */
  layerCache: string;
  caches: PackageCaches;
  internalToken: string;
  /** Where the built-in registry is reached. */
  registry: HostRoute;
}

const buildTimeoutMs = 900_000;
/** Keeps the layers of base images for other repositories to mount. */
const baseRepository = 'library/base';
/** The base of the templates' images. */
const warmBase = `node:${process.versions.node.split('.')[0]}-slim`;

/** The image builder port on the built-in Dockerfile builder, pushing to the built-in registry. */
export function embeddedImageBuilder(options: EmbeddedImageBuilderOptions): ImageBuilderPort {
  const client = createRegistryClient({
    host: internalRegistryHost,
    resolveHost: () => options.registry,
    credentials: { bearer: options.internalToken },
  });
  return {
    async warmUp() {
      const base = await options.bases.resolve(warmBase);
      await options.images.unpack(base.manifest);
      const image = {
        manifest: base.manifest,
        descriptor: await describe(options.store, base.digest),
      };
      await pushImage({ store: options.store, image, client, repository: baseRepository });
    },
    async build(request) {
      const image = await build(options, request);
      for (const tag of request.tags) {
        const reference = parseReference(tag);
        const pushed = await pushImage({
          store: options.store,
          image,
          client,
          repository: reference.repository,
          // Base layers are sent to the registry once, not with every project.
          mountFrom: () => baseRepository,
          ...(reference.tag === undefined ? {} : { tag: reference.tag }),
        });
        request.log(`Pushed ${pushed.reference}`);
      }
      return { imageId: image.manifest.config.digest, digest: image.digest };
    },
  };
}

async function build(options: EmbeddedImageBuilderOptions, request: ImageRequest) {
  const caches = await options.caches.forTeam(request.team);
  const { PATH: _hostPath, ...environment } = caches.env;
  try {
    return await buildImage({
      contextDir: request.context,
      sourceRoot: request.workspace,
      dockerfile: relative(request.context, request.file),
      buildArgs: request.buildArgs,
      ...(request.target === undefined ? {} : { target: request.target }),
      labels: request.labels,
      sandbox: options.sandbox,
      store: options.store,
      images: options.images,
      bases: options.bases,
      // A layer that one team's build made is never served to another.
      cacheDir: join(options.layerCache, request.team),
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

async function describe(store: ContentStore, digest: Digest): Promise<Descriptor> {
  const blob = await store.stat(digest);
  if (blob === undefined) throw new Error(`the manifest ${digest} is not in the store`);
  return { mediaType: MEDIA_TYPES.manifest, digest, size: blob.size };
}
