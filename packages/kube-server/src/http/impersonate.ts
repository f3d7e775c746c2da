import type { IncomingHttpHeaders } from 'node:http';
import { badRequest, forbidden } from '@fairway/kube';
import { isAllowed } from '../rbac/authorise.ts';
import { storedRbac } from '../rbac/stored-state.ts';
import type { ServerContext } from '../request/context.ts';
import type { UserInfo } from '../user-info.ts';

function list(value: string | string[] | undefined): string[] {
  if (value === undefined) return [];
  // Node joins repeated headers with a comma and a space.
  return (Array.isArray(value) ? value : value.split(', ')).filter((text) => text !== '');
}

/**
 * The user that the request acts as: the `Impersonate-*` headers name another one, and the
 * caller needs the verb `impersonate` on that user and each group. Throws 403.
 */
export function impersonated(
  context: ServerContext,
  user: UserInfo,
  headers: IncomingHttpHeaders,
): UserInfo {
  const names = Object.keys(headers).filter((name) => name.startsWith('impersonate-'));
  if (names.length === 0) return user;
  const [username] = list(headers['impersonate-user']);
  if (username === undefined) throw badRequest('requested impersonation without a user');
  const groups = list(headers['impersonate-group']);
  const other = names.find((name) => name !== 'impersonate-user' && name !== 'impersonate-group');
  if (other !== undefined) throw badRequest(`the header ${other} is not supported`);
  demand(context, user, 'users', username);
  for (const group of groups) demand(context, user, 'groups', group);
  return { username, groups: [...new Set([...groups, 'system:authenticated'])] };
}

function demand(context: ServerContext, user: UserInfo, resource: string, name: string): void {
  const action = {
    verb: 'impersonate',
    group: '',
    resource,
    subresource: undefined,
    namespace: undefined,
    name,
  };
  if (isAllowed(storedRbac(context.store.cache), user, action)) return;
  throw forbidden(
    { group: '', resource },
    name,
    `User ${JSON.stringify(user.username)} cannot impersonate resource ${JSON.stringify(resource)} in API group "" at the cluster scope`,
  );
}
