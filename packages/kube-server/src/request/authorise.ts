import { forbidden } from '@fairway/kube';
import { isAllowed } from '../rbac/authorise.ts';
import type { Action } from '../rbac/rules.ts';
import { storedRbac } from '../rbac/stored-state.ts';
import type { UserInfo } from '../user-info.ts';
import type { ApiRequest } from './api-request.ts';
import type { ServerContext } from './context.ts';

/** Asking about oneself needs no permission: it tells nothing that trying would not. */
const openToAll = new Set([
  'authorization.k8s.io/selfsubjectaccessreviews',
  'authorization.k8s.io/selfsubjectrulesreviews',
  'authentication.k8s.io/selfsubjectreviews',
]);

const openPaths = ['/api', '/apis', '/openapi', '/version', '/healthz', '/livez', '/readyz'];

/** Throws 403 unless the user may do what the request asks. */
export function authorise(context: ServerContext, request: ApiRequest): void {
  const { resource, subresource, user, verb, namespace, name } = request;
  if (openToAll.has(resource.storage.id)) return;
  const action: Action = {
    verb,
    group: resource.group,
    resource: resource.resource,
    subresource,
    // A namespace is its own scope, as RBAC sees it.
    namespace: resource.storage.id === 'core/namespaces' ? name : namespace,
    name,
  };
  if (isAllowed(storedRbac(context.store.cache), user, action)) return;
  const what =
    subresource === undefined ? resource.resource : `${resource.resource}/${subresource}`;
  const where =
    namespace === undefined ? 'at the cluster scope' : `in the namespace "${namespace}"`;
  throw forbidden(
    { group: resource.group, resource: resource.resource },
    name ?? '',
    `User ${JSON.stringify(user.username)} cannot ${verb} resource ${JSON.stringify(what)} in API group ${JSON.stringify(resource.group)} ${where}`,
  );
}

/** Throws 403 unless the user may read a path outside the resources; discovery is open to all. */
export function authorisePath(context: ServerContext, user: UserInfo, path: string): void {
  if (openPaths.some((open) => path === open || path.startsWith(`${open}/`))) return;
  if (isAllowed(storedRbac(context.store.cache), user, { verb: 'get', path })) return;
  throw forbidden(
    { group: '', resource: '' },
    '',
    `User ${JSON.stringify(user.username)} cannot get path ${JSON.stringify(path)}`,
  );
}
