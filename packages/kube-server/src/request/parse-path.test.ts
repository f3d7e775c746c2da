import { describe, expect, test } from 'vitest';
import { parsePath } from './parse-path.ts';

function brief(path: string): string | undefined {
  const parsed = parsePath(path);
  if (parsed === undefined) return undefined;
  if (parsed.type === 'other') return `other ${parsed.segments.join(' ')}`;
  const { group, version, resource, namespace, name, subresource } = parsed;
  return [group, version, resource, namespace, name, subresource]
    .map((part) => part ?? '-')
    .join('|');
}

describe('parsePath', () => {
  test.each([
    ['/api/v1/pods', '|v1|pods|-|-|-'],
    ['/api/v1/namespaces/a/pods', '|v1|pods|a|-|-'],
    ['/api/v1/namespaces/a/pods/b', '|v1|pods|a|b|-'],
    ['/api/v1/namespaces/a/pods/b/log', '|v1|pods|a|b|log'],
    ['/api/v1/namespaces', '|v1|namespaces|-|-|-'],
    ['/api/v1/namespaces/a', '|v1|namespaces|-|a|-'],
    ['/api/v1/namespaces/a/status', '|v1|namespaces|-|a|status'],
    ['/api/v1/namespaces/a/finalize', '|v1|namespaces|-|a|finalize'],
    ['/apis/apps/v1/namespaces/a/deployments/b/scale', 'apps|v1|deployments|a|b|scale'],
    [
      '/apis/rbac.authorization.k8s.io/v1/clusterroles/system%3Aa',
      'rbac.authorization.k8s.io|v1|clusterroles|-|system:a|-',
    ],
    ['/api/v1/pods/', '|v1|pods|-|-|-'],
    ['/', 'other '],
    ['/api', 'other api'],
    ['/api/v1', 'other api v1'],
    ['/apis/apps/v1', 'other apis apps v1'],
    ['/openapi/v3/apis/apps/v1', 'other openapi v3 apis apps v1'],
    ['/api/v1/namespaces/a/pods/b/log/c', undefined],
    ['/api/v1/namespaces/a%2fb/pods', undefined],
    ['/api/v1/namespaces/../pods', undefined],
    ['/api/v1//pods', undefined],
    ['/api/v1/%ff', undefined],
    ['/api/v1/a%00', undefined],
  ])('%s', (path, expected) => {
    expect(brief(path)).toBe(expected);
  });
});
