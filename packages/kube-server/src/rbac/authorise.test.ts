import { describe, expect, test } from 'vitest';
import { isAllowed, type RbacState } from './authorise.ts';
import type { Action } from './rules.ts';

const rule = (
  verbs: string[],
  apiGroups: string[],
  resources: string[],
  extra: object = {},
): object => ({
  verbs,
  apiGroups,
  resources,
  ...extra,
});

const clusterRoles: Record<string, { rules: object[] }> = {
  reader: { rules: [rule(['get', 'list'], [''], ['pods'])] },
  all: { rules: [rule(['*'], ['*'], ['*'])] },
  logs: { rules: [rule(['get'], [''], ['pods/log', '*/scale'])] },
  named: { rules: [rule(['get', 'list'], [''], ['secrets'], { resourceNames: ['one'] })] },
  paths: { rules: [{ verbs: ['get'], nonResourceURLs: ['/metrics', '/debug/*'] }] },
};

const bind = (kind: string, role: string, subject: object): Record<string, unknown> => ({
  roleRef: { kind, name: role },
  subjects: [subject],
});

const state: RbacState = {
  clusterRoles: (name) => clusterRoles[name],
  roles: (namespace, name) =>
    namespace === 'team' && name === 'local'
      ? { rules: [rule(['create'], ['apps'], ['deployments'])] }
      : undefined,
  clusterRoleBindings: () => [
    bind('ClusterRole', 'reader', { kind: 'User', name: 'ann' }),
    bind('ClusterRole', 'paths', { kind: 'User', name: 'ann' }),
    bind('ClusterRole', 'logs', { kind: 'Group', name: 'ops' }),
    bind('ClusterRole', 'gone', { kind: 'User', name: 'ann' }),
  ],
  roleBindings: (namespace) =>
    namespace === 'team'
      ? [
          bind('Role', 'local', { kind: 'User', name: 'ann' }),
          bind('ClusterRole', 'all', { kind: 'ServiceAccount', name: 'robot', namespace: 'other' }),
          bind('ClusterRole', 'named', { kind: 'ServiceAccount', name: 'robot' }),
          bind('ClusterRole', 'paths', { kind: 'User', name: 'bob' }),
        ]
      : [],
};

const on = (
  verb: string,
  resource: string,
  where: Partial<Extract<Action, { group: string }>> = {},
): Action => ({
  verb,
  group: '',
  resource,
  subresource: undefined,
  namespace: undefined,
  name: undefined,
  ...where,
});

const ann = { username: 'ann', groups: [] };
const robot = { username: 'system:serviceaccount:team:robot', groups: [] };
const other = { username: 'system:serviceaccount:other:robot', groups: [] };
const ops = { username: 'x', groups: ['ops'] };

describe('RBAC', () => {
  test.each([
    [
      'masters may do all',
      { username: 'm', groups: ['system:masters'] },
      on('delete', 'nodes'),
      true,
    ],
    [
      'masters may read all paths',
      { username: 'm', groups: ['system:masters'] },
      { verb: 'get', path: '/x' },
      true,
    ],
    ['nobody may do anything', { username: 'n', groups: [] }, on('get', 'pods'), false],
    ['a cluster binding holds everywhere', ann, on('list', 'pods', { namespace: 'any' }), true],
    ['a cluster binding holds at the cluster', ann, on('list', 'pods'), true],
    ['another verb', ann, on('delete', 'pods', { namespace: 'any' }), false],
    ['another resource', ann, on('get', 'secrets'), false],
    ['another group', ann, on('get', 'pods', { group: 'apps' }), false],
    ['a subresource is not its resource', ann, on('get', 'pods', { subresource: 'log' }), false],
    ['a subresource by name', ops, on('get', 'pods', { subresource: 'log' }), true],
    ['a subresource of everything', ops, on('get', 'deployments', { subresource: 'scale' }), true],
    [
      'a role in its namespace',
      ann,
      on('create', 'deployments', { group: 'apps', namespace: 'team' }),
      true,
    ],
    [
      'a role elsewhere',
      ann,
      on('create', 'deployments', { group: 'apps', namespace: 'any' }),
      false,
    ],
    ['a role cluster-wide', ann, on('create', 'deployments', { group: 'apps' }), false],
    [
      'a cluster role bound in a namespace',
      other,
      on('delete', 'pods', { namespace: 'team' }),
      true,
    ],
    ['the same, elsewhere', other, on('delete', 'pods', { namespace: 'other' }), false],
    [
      'a subject without a namespace is of the binding',
      robot,
      on('get', 'secrets', { namespace: 'team', name: 'one' }),
      true,
    ],
    ['another name', robot, on('get', 'secrets', { namespace: 'team', name: 'two' }), false],
    ['no name where names count', robot, on('list', 'secrets', { namespace: 'team' }), false],
    ['a path', ann, { verb: 'get', path: '/metrics' }, true],
    ['a path below', ann, { verb: 'get', path: '/debug/x' }, true],
    ['another path', ann, { verb: 'get', path: '/metricsx' }, false],
    [
      'a path by a namespaced binding',
      { username: 'bob', groups: [] },
      { verb: 'get', path: '/metrics' },
      false,
    ],
  ] as const)('%s', (_, user, action, expected) => {
    expect(isAllowed(state, { ...user, groups: [...user.groups] }, action)).toBe(expected);
  });
});
