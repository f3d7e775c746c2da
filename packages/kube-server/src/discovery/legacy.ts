import { formatApiVersion } from '@fairway/kube';
import type { ResourceRegistry } from '../registry/resource-registry.ts';
import type { ServedResource } from '../registry/served-resource.ts';
import { subresourceGroup } from './subresource-kind.ts';
import { groupVersions, groupsOf } from './groups.ts';

/** GET /api (meta/v1 APIVersions). */
export function apiVersions(): unknown {
  return {
    kind: 'APIVersions',
    versions: ['v1'],
    serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress: '' }],
  };
}

function groupDocument(registry: ResourceRegistry, group: string): Record<string, unknown> {
  const versions = groupVersions(registry, group).map((version) => ({
    groupVersion: `${group}/${version}`,
    version,
  }));
  return { name: group, versions, preferredVersion: versions[0] };
}

/** GET /apis (meta/v1 APIGroupList). */
export function apiGroupList(registry: ResourceRegistry): unknown {
  const groups = groupsOf(registry).filter((group) => group !== '');
  return {
    kind: 'APIGroupList',
    apiVersion: 'v1',
    groups: groups.map((group) => groupDocument(registry, group)),
  };
}

/** GET /apis/GROUP (meta/v1 APIGroup); undefined for a group that is not served. */
export function apiGroup(registry: ResourceRegistry, group: string): unknown {
  if (group === '' || groupVersions(registry, group).length === 0) return undefined;
  return { kind: 'APIGroup', apiVersion: 'v1', ...groupDocument(registry, group) };
}

/** GET of a group version (meta/v1 APIResourceList); undefined when it is not served. */
export function apiResourceList(
  registry: ResourceRegistry,
  group: string,
  version: string,
): unknown {
  if (!registry.serves(group, version)) return undefined;
  const resources = registry
    .all()
    .filter((item) => item.group === group && item.version === version)
    .flatMap(describe);
  return {
    kind: 'APIResourceList',
    ...(group === '' ? {} : { apiVersion: 'v1' }),
    groupVersion: formatApiVersion({ group, version }),
    resources,
  };
}

function describe(item: ServedResource): unknown[] {
  const own = {
    name: item.resource,
    singularName: item.singular,
    namespaced: item.namespaced,
    kind: item.kind,
    verbs: item.verbs,
    ...(item.shortNames.length > 0 ? { shortNames: item.shortNames } : {}),
    ...(item.categories.length > 0 ? { categories: item.categories } : {}),
  };
  const subresources = item.subresourceDefinitions.map((sub) => ({
    name: `${item.resource}/${sub.name}`,
    singularName: '',
    namespaced: item.namespaced,
    ...subresourceGroup(sub.kind),
    kind: sub.kind,
    verbs: sub.verbs,
  }));
  return [own, ...subresources];
}
