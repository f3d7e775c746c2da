import { describe, expect, test } from 'vitest';
import type { ServedResource } from '../registry/served-resource.ts';
import { labelProblem, metadataCauses, qualifiedNameProblem, subdomainProblem } from './names.ts';

const long = 'a'.repeat(64);

describe('names', () => {
  test.each([
    ['a', true, true],
    ['a-1', true, true],
    ['1a', true, true],
    ['a.b', false, true],
    ['A', false, false],
    ['a_b', false, false],
    ['-a', false, false],
    ['a-', false, false],
    ['a..b', false, false],
    [long, false, true],
    ['', false, false],
    ['a\n', false, false],
  ])('%s: label %s, subdomain %s', (text, label, subdomain) => {
    expect(labelProblem(text) === undefined).toBe(label);
    expect(subdomainProblem(text) === undefined).toBe(subdomain);
  });

  test.each([
    ['a', true],
    ['A_b.c', true],
    ['example.com/a', true],
    ['/a', false],
    ['a/', false],
    ['a/b/c', false],
    ['Example.com/a', false],
    [long, false],
  ])('%s as a label key: %s', (text, valid) => {
    expect(qualifiedNameProblem(text) === undefined).toBe(valid);
  });
});

const resource = (id: string): ServedResource => ({
  group: '',
  version: 'v1',
  resource: id.split('/')[1] ?? '',
  kind: 'K',
  singular: 'k',
  listKind: 'KList',
  namespaced: true,
  verbs: [],
  subresources: [],
  subresourceDefinitions: [],
  shortNames: [],
  categories: [],
  storage: { id, group: '', version: 'v1' },
  schema: undefined,
});

test.each([
  ['core/pods', { name: 'a.b' }, []],
  ['core/services', { name: '1a' }, ['metadata.name']],
  ['core/namespaces', { name: 'a.b' }, ['metadata.name']],
  ['rbac.authorization.k8s.io/roles', { name: 'system:a' }, []],
  ['rbac.authorization.k8s.io/roles', { name: 'a/b' }, ['metadata.name']],
  ['core/pods', {}, ['metadata.name']],
  [
    'core/pods',
    { name: 'a', labels: { 'a b': 'x', c: 'not ok' } },
    ['metadata.labels', 'metadata.labels'],
  ],
  ['core/pods', { name: 'a', annotations: { 'a b': 'x' } }, ['metadata.annotations']],
  ['core/pods', { name: 'a', annotations: { a: 'x'.repeat(300_000) } }, ['metadata.annotations']],
])('metadata of %s: %o', (id, metadata, fields) => {
  const causes = metadataCauses(resource(id), { apiVersion: 'v1', kind: 'K', metadata });
  expect(causes.map((cause) => cause.field)).toEqual(fields);
});
