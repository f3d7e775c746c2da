import { objectsOf, textOf, valueAt, type JsonObject } from '../json.ts';
import { superGroup, type UserInfo } from '../user-info.ts';
import { ruleAllows, rulesOf, type Action, type PolicyRule } from './rules.ts';

/** The RBAC objects as they are stored now. */
export interface RbacState {
  clusterRoles: (name: string) => JsonObject | undefined;
  roles: (namespace: string, name: string) => JsonObject | undefined;
  clusterRoleBindings: () => Iterable<JsonObject>;
  roleBindings: (namespace: string) => Iterable<JsonObject>;
}

/** True when the user may do it: members of system:masters everything, others what RBAC grants. */
export function isAllowed(state: RbacState, user: UserInfo, action: Action): boolean {
  if (user.groups.includes(superGroup)) return true;
  const namespace = 'path' in action ? undefined : action.namespace;
  for (const { rule } of grantedRules(state, user, namespace)) {
    if (ruleAllows(rule, action)) return true;
  }
  return false;
}

/** Every rule that holds for the user in that namespace (undefined: cluster-wide ones only). */
export function* grantedRules(
  state: RbacState,
  user: UserInfo,
  namespace: string | undefined,
): Generator<{ rule: PolicyRule }> {
  for (const binding of state.clusterRoleBindings()) {
    if (!bindsUser(binding, user, '')) continue;
    const role = state.clusterRoles(textOf(valueAt(binding, 'roleRef', 'name')));
    for (const rule of role === undefined ? [] : rulesOf(role)) yield { rule };
  }
  if (namespace === undefined) return;
  for (const binding of state.roleBindings(namespace)) {
    if (!bindsUser(binding, user, namespace)) continue;
    const name = textOf(valueAt(binding, 'roleRef', 'name'));
    const isCluster = valueAt(binding, 'roleRef', 'kind') === 'ClusterRole';
    const role = isCluster ? state.clusterRoles(name) : state.roles(namespace, name);
    // A namespaced binding grants nothing outside the API's resources.
    for (const rule of role === undefined ? [] : rulesOf(role)) {
      yield { rule: { ...rule, nonResourceURLs: [] } };
    }
  }
}

function bindsUser(binding: JsonObject, user: UserInfo, namespace: string): boolean {
  return objectsOf(binding['subjects']).some((subject) => {
    const name = textOf(subject['name']);
    switch (subject['kind']) {
      case 'User':
        return name === user.username;
      case 'Group':
        return user.groups.includes(name);
      case 'ServiceAccount': {
        const where = textOf(subject['namespace']) || namespace;
        return user.username === `system:serviceaccount:${where}:${name}`;
      }
      default:
        return false;
    }
  });
}
