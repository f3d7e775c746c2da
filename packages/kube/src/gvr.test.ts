import { expect, test } from 'vitest';
import { formatApiVersion, gvkOf, parseApiVersion } from './gvr.ts';

test.each([
  ['v1', { group: '', version: 'v1' }],
  ['apps/v1', { group: 'apps', version: 'v1' }],
  ['networking.k8s.io/v1', { group: 'networking.k8s.io', version: 'v1' }],
])('%s is split and joined again', (text, gv) => {
  expect(parseApiVersion(text)).toEqual(gv);
  expect(formatApiVersion(gv)).toBe(text);
});

test('an object names its kind', () => {
  expect(gvkOf({ apiVersion: 'apps/v1', kind: 'Deployment' })).toEqual({
    group: 'apps',
    version: 'v1',
    kind: 'Deployment',
  });
});
