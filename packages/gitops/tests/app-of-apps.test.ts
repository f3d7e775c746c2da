import type { KubeObject } from '@fairway/kube';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startPostgres, type TestPostgres } from '../../kube-server/tests/_postgres.ts';
import { applicationResource, cascadeFinalizer, type Application } from '../src/index.ts';
import { configMap, configMaps, namespaces, startWorld, synced, type World } from './_world.ts';

let postgres: TestPostgres;
let world: World;

beforeAll(async () => {
  postgres = await startPostgres();
  world = await startWorld(postgres);
});

afterAll(async () => {
  await world[Symbol.asyncDispose]();
  await postgres.stop();
});

const background = `${cascadeFinalizer}/background`;
const syncPolicy = {
  automated: { prune: true, selfHeal: true, allowEmpty: true },
  syncOptions: ['PrunePropagationPolicy=background', 'PruneLast=true'],
};

function child(
  name: string,
  repoURL: string,
  path: string,
  values: Record<string, unknown> = {},
): string {
  return JSON.stringify({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name, namespace: 'argocd', finalizers: [background] },
    spec: {
      project: 'team',
      destination: { server: 'https://kubernetes.default.svc', namespace: name },
      source: { repoURL, path, targetRevision: 'main', helm: { valuesObject: values } },
      syncPolicy,
    },
  });
}

const chart = {
  'helm/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
  'helm/values.yaml': 'greeting: hello\n',
  'helm/templates/config.yaml':
    'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Release.Name }}\ndata:\n  value: {{ .Values.greeting | quote }}\n',
};

function project(namespace: string): string {
  return JSON.stringify({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'AppProject',
    metadata: {
      name: 'team',
      namespace: 'argocd',
      annotations: { 'argocd.argoproj.io/sync-wave': '-2' },
    },
    spec: { sourceRepos: ['*'], destinations: [{ server: '*', namespace }] },
  });
}

function namespace(name: string): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name, annotations: { 'argocd.argoproj.io/sync-wave': '-1' } },
  });
}

async function names(): Promise<readonly string[]> {
  const { items } = await world.client.list<Application>(applicationResource, {
    namespace: 'argocd',
  });
  return items.map((item) => item.metadata.name ?? '').sort();
}

test('a root Application makes projects, namespaces and children, and takes them away again', async () => {
  const code = await world.repository('code');
  await code.commit(chart);
  const gitops = await world.repository('gitops');
  await gitops.commit({
    'projects/team.yaml': project('web-*'),
    'apps/web/dev/namespace.yaml': namespace('web-dev'),
    'apps/web/dev/application.yaml': child('web-dev', code.url, 'helm', { greeting: 'hi' }),
    'README.md': 'nothing to apply',
  });
  await world.apply('root', {
    destination: { server: 'https://kubernetes.default.svc', namespace: 'argocd' },
    source: { repoURL: gitops.url, path: '.', directory: { recurse: true } },
    syncPolicy,
  });
  const root = await world.until('root', synced);
  expect(
    root.status?.resources?.map((item) => `${item.kind}/${item.name} ${item.syncWave ?? 0}`),
  ).toEqual(['Namespace/web-dev -1', 'AppProject/team -2', 'Application/web-dev 0']);
  const web = await world.until('web-dev', synced);
  expect(web.status?.sourceType).toBe('Helm');
  expect(
    (await world.client.get(configMaps, { name: 'web-dev', namespace: 'web-dev' }))['data'],
  ).toEqual({ value: 'hi' });

  // One commit in the gitops repository is one deployment.
  await world.push(gitops, {
    'apps/web/dev/application.yaml': child('web-dev', code.url, 'helm', { greeting: 'ahoy' }),
  });
  await world.untilObject(configMaps, 'web-dev', (all) =>
    all.some((item) => JSON.stringify(item['data']) === '{"value":"ahoy"}'),
  );

  // The removal takes the child, and all that it made, with it.
  await world.push(gitops, { 'apps/web': null });
  await world.untilObject(applicationResource, 'argocd', (all) =>
    all.every((item) => item.metadata.name !== 'web-dev'),
  );
  const left = await world.client.list(configMaps, { namespace: 'web-dev' });
  expect(left.items.filter((item) => item.metadata.name === 'web-dev')).toEqual([]);
  expect(await names()).toEqual(['root']);
  const going = await world.client.list<KubeObject>(namespaces);
  const gone = going.items.find((item) => item.metadata.name === 'web-dev');
  expect(gone === undefined || gone.metadata.deletionTimestamp !== undefined).toBe(true);
});

test('a project keeps its Applications to its destinations', async () => {
  const code = await world.repository('fenced');
  await code.commit({ 'app/a.json': configMap('fenced', 'one') });
  await world.apply('fenced', {
    project: 'team',
    destination: { server: 'https://kubernetes.default.svc', namespace: 'shop' },
    source: { repoURL: code.url, path: 'app' },
    syncPolicy,
  });
  const refused = await world.until('fenced', (app) => (app.status?.conditions ?? []).length > 0);
  expect(refused.status?.conditions).toMatchObject([
    {
      type: 'InvalidSpecError',
      message:
        "application destination server 'https://kubernetes.default.svc' and namespace 'shop' do not match any of the allowed destinations in project 'team'",
    },
  ]);
  expect(refused.status?.sync?.status).toBe('Unknown');
});

test('deleting without the finalizer leaves the resources, with it takes them wave by wave', async () => {
  const code = await world.repository('deleted');
  const keep = { 'argocd.argoproj.io/sync-options': 'Delete=false' };
  await code.commit({
    'app/a.json': configMap('late', 'one', { 'argocd.argoproj.io/sync-wave': '2' }),
    'app/b.json': configMap('early', 'one'),
    'app/c.json': configMap('kept', 'one', keep),
  });
  await world.apply(
    'deleted',
    { source: { repoURL: code.url, path: 'app' }, syncPolicy },
    { finalizers: [background] },
  );
  await world.until('deleted', synced);
  // While something still holds the later wave, the earlier one stays.
  await world.client.patch(
    configMaps,
    { name: 'late', namespace: 'shop' },
    { metadata: { finalizers: ['example.com/hold'] } },
    { type: 'application/merge-patch+json' },
  );
  await world.client.delete(applicationResource, { name: 'deleted', namespace: 'argocd' });
  await world.untilObject(configMaps, 'shop', (all) =>
    all.some(
      (item) => item.metadata.name === 'late' && item.metadata.deletionTimestamp !== undefined,
    ),
  );
  expect(
    (await world.client.get(configMaps, { name: 'early', namespace: 'shop' })).metadata
      .deletionTimestamp,
  ).toBeUndefined();
  await world.client.patch(
    configMaps,
    { name: 'late', namespace: 'shop' },
    { metadata: { finalizers: null } },
    { type: 'application/merge-patch+json' },
  );
  await world.untilObject(applicationResource, 'argocd', (all) =>
    all.every((item) => item.metadata.name !== 'deleted'),
  );
  const { items } = await world.client.list(configMaps, { namespace: 'shop' });
  expect(
    items.map((item) => item.metadata.name).filter((name) => name !== 'kube-root-ca.crt'),
  ).toEqual(['kept']);
});

test('CreateNamespace=true makes the destination namespace first, and does not track it', async () => {
  const code = await world.repository('fresh');
  await code.commit({ 'app/a.json': configMap('fresh', 'one') });
  await world.apply('fresh', {
    destination: { server: 'https://kubernetes.default.svc', namespace: 'fresh' },
    source: { repoURL: code.url, path: 'app' },
    syncPolicy: {
      ...syncPolicy,
      syncOptions: ['CreateNamespace=true'],
      managedNamespaceMetadata: { labels: { team: 'x' } },
    },
  });
  const done = await world.until('fresh', synced);
  expect(done.status?.resources?.map((item) => item.kind)).toEqual(['ConfigMap']);
  const made = await world.client.get(namespaces, { name: 'fresh' });
  expect(made.metadata.labels).toMatchObject({ team: 'x' });
  expect(made.metadata.annotations ?? {}).toEqual({});
});

test('a CRD and its first object are applied in one sync', async () => {
  const code = await world.repository('custom');
  const crd = {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'gadgets.example.com' },
    spec: {
      group: 'example.com',
      names: { kind: 'Gadget', listKind: 'GadgetList', plural: 'gadgets', singular: 'gadget' },
      scope: 'Namespaced',
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          schema: {
            openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
          },
        },
      ],
    },
  };
  const gadget = {
    apiVersion: 'example.com/v1',
    kind: 'Gadget',
    metadata: { name: 'one' },
    spec: { size: 3 },
  };
  await code.commit({ 'app/a.json': JSON.stringify(gadget), 'app/b.json': JSON.stringify(crd) });
  await world.apply('custom', { source: { repoURL: code.url, path: 'app' }, syncPolicy });
  const done = await world.until('custom', synced);
  expect(done.status?.resources?.map((item) => item.kind)).toEqual([
    'CustomResourceDefinition',
    'Gadget',
  ]);
});

test('an Application may be part of its own repository, and never prunes itself', async () => {
  const gitops = await world.repository('selfish');
  const spec = {
    project: 'default',
    destination: { server: 'https://kubernetes.default.svc', namespace: 'shop' },
    source: {
      repoURL: gitops.url,
      path: '.',
      targetRevision: 'main',
      directory: { recurse: true },
    },
    syncPolicy,
  };
  const self = {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name: 'selfish', namespace: 'argocd' },
    spec,
  };
  await gitops.commit({ 'root.yaml': JSON.stringify(self), 'a.json': configMap('selfish', 'one') });
  await world.apply('selfish', spec);
  const done = await world.until('selfish', synced);
  expect(done.metadata.annotations).toMatchObject({
    'argocd.argoproj.io/tracking-id': 'selfish:argoproj.io/Application:argocd/selfish',
  });
  const changed = { ...self, spec: { ...spec, revisionHistoryLimit: 3 } };
  await world.push(gitops, { 'root.yaml': JSON.stringify(changed) });
  await world.until(
    'selfish',
    (app) => synced(app) && JSON.stringify(app['spec']).includes('"revisionHistoryLimit":3'),
  );
  const commit = await world.push(gitops, { 'root.yaml': null });
  const left = await world.until(
    'selfish',
    (app) => app.status?.sync?.revision === commit && app.operation === undefined,
  );
  expect(left.metadata.deletionTimestamp).toBeUndefined();
  expect(left.status?.sync?.status).toBe('Synced');
});
