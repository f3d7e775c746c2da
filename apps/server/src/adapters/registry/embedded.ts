import type { Registry } from '@fairway/oci-registry';
import type { RegistryPort } from './port.ts';

/** The host that image references name, wherever the platform itself is reached. */
export const internalRegistryHost = 'fairway.internal';

/** The registry port on the built-in registry. */
export function embeddedRegistry(registry: Registry): RegistryPort {
  return {
    host: internalRegistryHost,
    async remove(repository, { archive }) {
      // An archived project keeps its images where they are; nobody is left who may pull them.
      if (archive) return;
      await registry.deleteRepository(repository);
      await registry.collectGarbage();
    },
  };
}
