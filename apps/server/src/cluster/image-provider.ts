import type { ImageProvider } from '@fairway/kubelet';
import {
  type ContentStore,
  createRegistryClient,
  type HostRoute,
  type ImageStore,
  parseReference,
  pullImage,
} from '@fairway/oci';
import { internalRegistryHost } from '../adapters/registry/embedded.ts';

/** Where the kubelet's images come from. */
export interface ImageProviderOptions {
  store: ContentStore;
  images: ImageStore;
  internalToken: string;
  /** Where the built-in registry is reached. */
  registry: HostRoute;
}

/**
 * Pulls images for the kubelet by reference, from the built-in registry under its logical host and
 * from any other registry under its own.
 */
export function createImageProvider(options: ImageProviderOptions): ImageProvider {
  return {
    async pull(text) {
      const reference = parseReference(text);
      const host = reference.host ?? 'registry-1.docker.io';
      const internal = host === internalRegistryHost;
      const client = createRegistryClient({
        host,
        ...(internal
          ? {
              resolveHost: () => options.registry,
              credentials: { bearer: options.internalToken },
            }
          : {}),
      });
      const { descriptor, manifest } = await pullImage({
        client,
        repository: reference.repository,
        reference: reference.digest ?? reference.tag ?? 'latest',
        store: options.store,
      });
      const unpacked = await options.images.unpack(manifest);
      const { config = {} } = unpacked.config;
      return {
        layers: [...unpacked.layers],
        hostBase: unpacked.hostBase,
        digest: descriptor.digest,
        config: {
          ...(config.Entrypoint ? { entrypoint: config.Entrypoint } : {}),
          ...(config.Cmd ? { cmd: config.Cmd } : {}),
          ...(config.Env ? { env: config.Env } : {}),
          ...(config.WorkingDir ? { workingDir: config.WorkingDir } : {}),
          ...(config.User ? { user: config.User } : {}),
        },
      };
    },
  };
}
