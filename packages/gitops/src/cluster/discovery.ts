import type { ApiResource, KubeClient } from '@fairway/kube';
import { groupOf, versionOf } from '../object/resource-key.ts';

/** What a cluster serves, read once and again when a kind is not found. */
export interface Discovery {
  /** The resource of a kind in exactly that version; undefined when it is not served. */
  find(apiVersion: string, kind: string): Promise<ApiResource | undefined>;
  /** The resource of a kind in the server's preferred version. */
  preferred(group: string, kind: string): Promise<ApiResource | undefined>;
  /** Whether a kind is namespaced, as far as it is known without asking. */
  isNamespaced(apiVersion: string, kind: string): boolean | undefined;
  /** `v1`, `apps/v1`, `apps/v1/Deployment`, …: what `.Capabilities.APIVersions` holds. */
  apiVersions(): Promise<readonly string[]>;
  /** Makes the next look-up ask the server again. */
  invalidate(): void;
}

const minAgeMs = 1_000;

/** Opens the discovery of a cluster; `now` is a monotonic clock in milliseconds. */
export function createDiscovery(client: KubeClient, now: () => number): Discovery {
  let known: readonly ApiResource[] | undefined;
  let readAt = 0;
  let pending: Promise<readonly ApiResource[]> | undefined;

  async function read(): Promise<readonly ApiResource[]> {
    try {
      known = await client.discover();
      readAt = now();
      return known;
    } finally {
      pending = undefined;
    }
  }

  async function search(
    matches: (resource: ApiResource) => boolean,
  ): Promise<ApiResource | undefined> {
    const found = (known ?? []).find(matches);
    if (found !== undefined) return found;
    if (known !== undefined && now() - readAt < minAgeMs) return undefined;
    pending ??= read();
    return (await pending).find(matches);
  }

  const isKind =
    (apiVersion: string, kind: string) =>
    (resource: ApiResource): boolean =>
      resource.kind === kind &&
      resource.group === groupOf(apiVersion) &&
      resource.version === versionOf(apiVersion);

  return {
    find: (apiVersion, kind) => search(isKind(apiVersion, kind)),
    preferred: (group, kind) =>
      search((resource) => resource.kind === kind && resource.group === group),
    isNamespaced: (apiVersion, kind) => (known ?? []).find(isKind(apiVersion, kind))?.namespaced,
    async apiVersions() {
      const resources = known ?? (await (pending ??= read()));
      const versions = new Set<string>();
      for (const { group, version, kind } of resources) {
        const apiVersion = group === '' ? version : `${group}/${version}`;
        versions.add(apiVersion);
        versions.add(`${apiVersion}/${kind}`);
      }
      return [...versions];
    },
    invalidate() {
      readAt = Number.NEGATIVE_INFINITY;
    },
  };
}
