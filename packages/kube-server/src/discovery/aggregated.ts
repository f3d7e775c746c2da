import type { ResourceRegistry } from '../registry/resource-registry.ts';
import type { ServedResource } from '../registry/served-resource.ts';
import { groupVersions, groupsOf } from './groups.ts';
import { subresourceGroup } from './subresource-kind.ts';

/** Aggregated discovery (apidiscovery.k8s.io APIGroupDiscoveryList) of the core or all other groups. */
export function aggregatedDiscovery(
  registry: ResourceRegistry,
  core: boolean,
  version: 'v2' | 'v2beta1',
): unknown {
  const groups = groupsOf(registry).filter((group) => (group === '') === core);
  return {
    kind: 'APIGroupDiscoveryList',
    apiVersion: `apidiscovery.k8s.io/${version}`,
    metadata: {},
    items: groups.map((group) => ({
      metadata: { name: group, creationTimestamp: null },
      versions: groupVersions(registry, group).map((name) => ({
        version: name,
        resources: registry
          .all()
          .filter((item) => item.group === group && item.version === name)
          .map(describe),
        freshness: 'Current',
      })),
    })),
  };
}

function describe(item: ServedResource): unknown {
  const { group, version } = item;
  const kindOf = (kind: string): unknown => ({ group, version, kind, ...subresourceGroup(kind) });
  return {
    resource: item.resource,
    responseKind: kindOf(item.kind),
    scope: item.namespaced ? 'Namespaced' : 'Cluster',
    singularResource: item.singular,
    verbs: item.verbs,
    ...(item.shortNames.length > 0 ? { shortNames: item.shortNames } : {}),
    ...(item.categories.length > 0 ? { categories: item.categories } : {}),
    ...(item.subresourceDefinitions.length > 0
      ? {
          subresources: item.subresourceDefinitions.map((sub) => ({
            subresource: sub.name,
            responseKind: kindOf(sub.kind),
            verbs: sub.verbs,
          })),
        }
      : {}),
  };
}
