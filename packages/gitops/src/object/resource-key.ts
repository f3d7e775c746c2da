import type { KubeObject } from '@fairway/kube';

/** Group, kind, namespace and name: what names an object whatever version it is read in. */
export interface ResourceKey {
  group: string;
  kind: string;
  namespace: string;
  name: string;
}

/** The API group of an `apiVersion`; the core group is the empty string. */
export function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf('/');
  return slash < 0 ? '' : apiVersion.slice(0, slash);
}

/** The version of an `apiVersion`. */
export function versionOf(apiVersion: string): string {
  return apiVersion.slice(apiVersion.indexOf('/') + 1);
}

/** The key of an object. */
export function keyOf(object: KubeObject): ResourceKey {
  return {
    group: groupOf(object.apiVersion),
    kind: object.kind,
    namespace: object.metadata.namespace ?? '',
    name: object.metadata.name ?? '',
  };
}

/** `group/kind/namespace/name`, usable as a Map key. */
export function formatKey(key: ResourceKey): string {
  return `${key.group}/${key.kind}/${key.namespace}/${key.name}`;
}

/** True when both keys name the same object. */
export function sameKey(a: ResourceKey, b: ResourceKey): boolean {
  return (
    a.kind === b.kind && a.name === b.name && a.namespace === b.namespace && a.group === b.group
  );
}
