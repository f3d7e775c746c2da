import type { KubeObject } from '@fairway/kube';
import { describe, expect, test } from 'vitest';
import { matchesGlob } from './glob.ts';
import {
  defaultProject,
  inClusterServer,
  isDestinationPermitted,
  isKindPermitted,
  projectViolations,
} from './project-rules.ts';

function project(spec: Record<string, unknown>): KubeObject {
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'AppProject',
    metadata: { name: 'team' },
    spec,
  };
}

describe('sources', () => {
  test.each([
    ['*', 'https://example.com/a', true],
    ['https://example.com/a', 'https://example.com/a.git', true],
    ['https://example.com/team/*', 'https://example.com/team/a', true],
    ['https://example.com/team/*', 'https://example.com/other/a', false],
    ['https://example.com/*', 'https://example.com/team/a', false],
    ['https://example.com/**', 'https://example.com/team/a', true],
    ['!https://example.com/a', 'https://example.com/a', false],
    ['!https://example.com/a', 'https://example.com/b', true],
  ])('%s permits %s: %s', (pattern, repoURL, isPermitted) => {
    const rules = project({
      sourceRepos: [pattern],
      destinations: [{ server: '*', namespace: '*' }],
    });
    const spec = {
      project: 'team',
      destination: { server: inClusterServer, namespace: 'a' },
      source: { repoURL, path: '.' },
    };
    expect(projectViolations(spec, rules)).toEqual(
      isPermitted ? [] : [`application repo ${repoURL} is not permitted in project 'team'`],
    );
  });

  test('a denial takes back what another entry gives', () => {
    const rules = project({
      sourceRepos: ['*', '!https://example.com/a'],
      destinations: [{ server: '*', namespace: '*' }],
    });
    const spec = {
      project: 'team',
      destination: {},
      source: { repoURL: 'https://example.com/a', path: '.' },
    };
    expect(projectViolations(spec, rules)).toHaveLength(1);
  });
});

describe('destinations', () => {
  const to = (namespace: string, more = {}): Record<string, string> => ({
    server: inClusterServer,
    namespace,
    ...more,
  });

  test.each<[string, Record<string, string>[], Record<string, string>, boolean]>([
    ['namespace glob', [{ server: '*', namespace: 'web-*' }], to('web-dev'), true],
    ['other namespace', [{ server: '*', namespace: 'web-*' }], to('shop'), false],
    ['other server', [{ server: 'https://other', namespace: '*' }], to('web'), false],
    [
      'denied namespace',
      [
        { server: '*', namespace: '!kube-system' },
        { server: '*', namespace: '*' },
      ],
      to('kube-system'),
      false,
    ],
    ['what is not denied', [{ server: '*', namespace: '!kube-system' }], to('web'), true],
    ['by cluster name', [{ name: 'in-cluster', namespace: '*' }], to('web'), true],
    [
      'the name stands for the server',
      [{ server: inClusterServer, namespace: '*' }],
      { name: 'in-cluster', namespace: 'web' },
      true,
    ],
    ['none', [], to('web'), false],
  ])('%s', (_, destinations, wanted, isPermitted) => {
    expect(isDestinationPermitted(project({ destinations }), wanted)).toBe(isPermitted);
  });
});

describe('kinds', () => {
  const role = { group: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'a' };
  const quota = { group: '', kind: 'ResourceQuota', name: 'a' };

  test.each<[string, Record<string, unknown>, typeof role, boolean, boolean]>([
    ['cluster kinds are denied unless whitelisted', {}, role, false, false],
    [
      'cluster kind on the whitelist',
      { clusterResourceWhitelist: [{ group: '*', kind: 'ClusterRole' }] },
      role,
      false,
      true,
    ],
    [
      'whitelisted by name',
      { clusterResourceWhitelist: [{ group: '*', kind: '*', name: 'b' }] },
      role,
      false,
      false,
    ],
    [
      'cluster blacklist wins',
      {
        clusterResourceWhitelist: [{ group: '*', kind: '*' }],
        clusterResourceBlacklist: [{ group: '*', kind: 'ClusterRole' }],
      },
      role,
      false,
      false,
    ],
    ['namespaced kinds are allowed', {}, quota, true, true],
    [
      'unless blacklisted',
      { namespaceResourceBlacklist: [{ group: '', kind: 'ResourceQuota' }] },
      quota,
      true,
      false,
    ],
    ['or not on a whitelist that is there', { namespaceResourceWhitelist: [] }, quota, true, false],
  ])('%s', (_, spec, object, isNamespaced, isPermitted) => {
    expect(isKindPermitted(project(spec), object, isNamespaced)).toBe(isPermitted);
  });
});

test('a project that does not exist', () => {
  expect(projectViolations({ project: 'x', destination: {} }, undefined)).toEqual([
    'Application referencing project x which does not exist',
  ]);
});

test('the default project permits everything', () => {
  const spec = {
    project: 'default',
    destination: { server: 'https://a', namespace: 'b' },
    source: { repoURL: 'git@example.com:a/b', path: '.' },
  };
  expect(projectViolations(spec, defaultProject('argocd'))).toEqual([]);
  expect(
    isKindPermitted(defaultProject('argocd'), { group: 'a', kind: 'B', name: 'c' }, false),
  ).toBe(true);
});

test.each([
  ['*', '', true],
  ['a*c', 'abbc', true],
  ['a?c', 'abc', true],
  ['[a-c]x', 'bx', true],
  ['[!a-c]x', 'bx', false],
  ['{a,b}/*.yaml', 'b/x.yaml', true],
  ['{a,b}/*.yaml', 'c/x.yaml', false],
  ['a\\*', 'a*', true],
  ['a.c', 'abc', false],
  ['*a*b*c*d', 'xxaxxbxxcxx', false],
])('glob %s on %j: %s', (pattern, text, expected) => {
  expect(matchesGlob(pattern, text)).toBe(expected);
});

test('a glob of many stars does not take for ever', () => {
  const started = performance.now();
  expect(matchesGlob('*a'.repeat(40), `${'a'.repeat(20_000)}b`)).toBe(false);
  expect(performance.now() - started).toBeLessThan(2_000);
});
