import { join } from 'node:path';
import { createGitHost, type GitHost } from '@fairway/git-host';
import { createBaseImages, HOST_BASE_LABEL } from '@fairway/image-builder';
import {
  type ContentStore,
  createContentStore,
  createImageStore,
  type HostRoute,
  type ImageStore,
} from '@fairway/oci';
import { createRegistry, type Registry } from '@fairway/oci-registry';
import { createSandboxRuntime, type SandboxRuntime } from '@fairway/sandbox';
import { openPackageCaches, type PackageCaches } from '../adapters/ci/package-caches.ts';
import { embeddedImageBuilder } from '../adapters/image-builder/embedded.ts';
import type { ImageBuilderPort } from '../adapters/image-builder/port.ts';
import { createRefStore } from '../adapters/git-host/ref-store.ts';
import { createImageProvider } from '../cluster/image-provider.ts';
import type { RepositoryAccess } from '../identity/repository-access.ts';
import type { Closers } from './closers.ts';
import type { Foundation } from './foundation.ts';

/** The engines that keep repositories and images, and run untrusted code. */
export interface Engines {
  sandbox: SandboxRuntime;
  caches: PackageCaches;
  gitHost: GitHost;
  registry: Registry;
  store: ContentStore;
  images: ImageStore;
  imageBuilder: ImageBuilderPort;
  imageProvider: ReturnType<typeof createImageProvider>;
}

/** Opens the engines on their folders of the data directory. */
export async function openEngines(options: {
  foundation: Foundation;
  access: RepositoryAccess;
  internalToken: string;
  environment: Readonly<Record<string, string | undefined>>;
  /** Folder of the templates. */
  templates: string;
  closers: Closers;
}): Promise<Engines> {
  const { foundation, access, internalToken, closers } = options;
  const { directory, logger } = foundation;
  const sandbox = await createSandboxRuntime({ dataDir: directory.sandbox, logger });
  const gitHost = await createGitHost({
    dir: directory.git,
    authorize: access.git,
    refStore: createRefStore(foundation.database.db),
    realm: 'Fairway',
    logger,
  });
  closers.add('git host', () => gitHost.close());
  const store = await createContentStore({ dir: directory.blobs });
  const registry = await createRegistry({
    store,
    dir: directory.registry,
    authorize: access.registry,
    logger,
  });
  const images = await createImageStore({
    dir: directory.images,
    store,
    owner: sandbox.owner,
    hostBaseLabel: HOST_BASE_LABEL,
  });
  const route: HostRoute = {
    origin: `http://127.0.0.1:${foundation.port}`,
    hostHeader: `localhost:${foundation.port}`,
  };
  const bases = await createBaseImages({
    store,
    cacheDir: join(directory.cache, 'bases'),
    nodePath: process.execPath,
  });
  const caches = openPackageCaches({
    folder: join(directory.cache, 'packages'),
    templates: options.templates,
    sandbox,
    environment: options.environment,
    logger,
  });
  const imageBuilder = embeddedImageBuilder({
    sandbox,
    store,
    images,
    bases,
    layerCache: join(directory.cache, 'layers'),
    caches,
    internalToken,
    registry: route,
  });
  const imageProvider = createImageProvider({ store, images, internalToken, registry: route });
  return { sandbox, caches, gitHost, registry, store, images, imageBuilder, imageProvider };
}
