export {
  type AuthorizeDecision,
  type AuthorizeRequest,
  createRegistry,
  type Registry,
  type RegistryLogger,
  type RegistryOptions,
} from './registry.ts';
export type { PushEvent } from './manifests.ts';
export type { GarbageOptions, GarbageResult } from './collect-garbage.ts';
export type { RegistryAction } from './route.ts';
