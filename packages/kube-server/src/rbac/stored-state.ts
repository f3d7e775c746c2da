import type { WatchCache } from '../watch-cache/watch-cache.ts';
import type { RbacState } from './authorise.ts';

const group = 'rbac.authorization.k8s.io';

/** RBAC objects read from the watch cache. */
export function storedRbac(cache: WatchCache): RbacState {
  const get = (
    resource: string,
    namespace: string,
    name: string,
  ): Record<string, unknown> | undefined =>
    cache.get({ id: `${group}/${resource}`, namespace, name })?.object;
  const list = (resource: string, namespace?: string): Record<string, unknown>[] =>
    cache.list(`${group}/${resource}`, namespace).map((entry) => entry.object);
  return {
    clusterRoles: (name) => get('clusterroles', '', name),
    roles: (namespace, name) => get('roles', namespace, name),
    clusterRoleBindings: () => list('clusterrolebindings'),
    roleBindings: (namespace) => list('rolebindings', namespace),
  };
}
