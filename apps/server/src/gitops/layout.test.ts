import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { environmentFiles, rootFiles, teamFiles } from './layout.ts';

const files = environmentFiles({
  project: 'shop',
  team: 'web',
  environment: 'dev',
  repositoryUrl: 'http://fairway.internal/git/web/shop.git',
  chartCommit: 'a'.repeat(40),
  image: 'fairway.internal/web/shop',
  digest: `sha256:${'b'.repeat(64)}`,
  host: 'shop-dev.localhost',
});

describe('environmentFiles', () => {
  it('puts the namespace with its limits before the release', () => {
    const objects = parseAllDocuments(files.get('apps/shop/dev/namespace.yaml') ?? '').map(
      (document) => document.toJS() as { kind: string; metadata: { annotations: unknown } },
    );
    expect(objects.map(({ kind }) => kind)).toEqual([
      'Namespace',
      'ResourceQuota',
      'LimitRange',
      'NetworkPolicy',
    ]);
    for (const { metadata } of objects) {
      expect(metadata.annotations).toEqual({ 'argocd.argoproj.io/sync-wave': '-1' });
    }
  });

  it('names the whole release in one Application', () => {
    const application: unknown = parse(files.get('apps/shop/dev/application.yaml') ?? '');
    expect(application).toMatchObject({
      metadata: { name: 'shop-dev', finalizers: ['resources-finalizer.argocd.argoproj.io'] },
      spec: {
        project: 'team-web',
        source: {
          targetRevision: 'a'.repeat(40),
          path: 'helm',
          helm: { valuesObject: { image: { digest: `sha256:${'b'.repeat(64)}` } } },
        },
        destination: { namespace: 'shop-dev' },
      },
    });
  });
});

describe('teamFiles', () => {
  it('confines a team to its repositories and namespaces', () => {
    const project: unknown = parse(
      teamFiles('web', 'http://fairway.internal/git', ['shop']).get('projects/web.yaml') ?? '',
    );
    expect(project).toMatchObject({
      metadata: { name: 'team-web' },
      spec: {
        sourceRepos: ['http://fairway.internal/git/web/*'],
        clusterResourceWhitelist: [],
        destinations: [
          { namespace: 'shop-dev' },
          { namespace: 'shop-staging' },
          { namespace: 'shop-prod' },
          { namespace: 'shop-preview-*' },
        ],
      },
    });
  });
});

describe('rootFiles', () => {
  it('makes the app of apps that leaves itself out', () => {
    const root: unknown = parse(
      rootFiles('http://fairway.internal/git/fairway/gitops.git').get('root.yaml') ?? '',
    );
    expect(root).toMatchObject({
      spec: {
        source: { directory: { recurse: true, exclude: 'root.yaml' } },
        syncPolicy: { automated: { prune: true, selfHeal: true, allowEmpty: true } },
      },
    });
  });
});
