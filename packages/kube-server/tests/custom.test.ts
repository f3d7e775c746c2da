import type { KubeObject } from '@fairway/kube';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { json, startCluster, stopShared, type TestCluster } from './_cluster.ts';

let cluster: TestCluster;
beforeAll(async () => {
  cluster = await startCluster();
});
afterAll(async () => {
  await cluster[Symbol.asyncDispose]();
  await stopShared();
});

const crds = {
  group: 'apiextensions.k8s.io',
  version: 'v1',
  resource: 'customresourcedefinitions',
};
const widgets = { group: 'd.example.com', version: 'v1', resource: 'widgets' };

function definition(change: object = {}): KubeObject {
  const schema = {
    openAPIV3Schema: {
      type: 'object',
      properties: {
        spec: {
          type: 'object',
          properties: {
            size: { type: 'integer', minimum: 1, default: 3 },
            color: { type: 'string', enum: ['red', 'blue'] },
            ports: {
              type: 'array',
              items: { type: 'object', properties: { name: { type: 'string' } } },
              'x-kubernetes-list-type': 'map',
              'x-kubernetes-list-map-keys': ['name'],
            },
          },
        },
        status: { type: 'object', properties: { size: { type: 'integer' } } },
      },
    },
  };
  const subresources = {
    status: {},
    scale: { specReplicasPath: '.spec.size', statusReplicasPath: '.status.size' },
  };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'widgets.d.example.com' },
    spec: {
      group: 'd.example.com',
      scope: 'Namespaced',
      names: { kind: 'Widget', plural: 'widgets', shortNames: ['wd'] },
      versions: [
        { name: 'v1', served: true, storage: true, schema, subresources },
        { name: 'v1beta1', served: true, storage: false, schema, subresources },
      ],
      ...change,
    },
  };
}

function widget(name: string, spec: object = {}): KubeObject {
  return {
    apiVersion: 'd.example.com/v1',
    kind: 'Widget',
    metadata: { name, namespace: 'default' },
    spec: { ...spec },
  };
}

test('the life of a kind: defined, defaulted, checked, scaled, in two versions, removed with its objects', async () => {
  const { client } = cluster;
  await expect(client.list(widgets)).rejects.toMatchObject({ code: 404 });
  const made = await client.create(crds, definition());
  expect(made['status']).toMatchObject({
    acceptedNames: {
      kind: 'Widget',
      plural: 'widgets',
      singular: 'widget',
      listKind: 'WidgetList',
    },
    storedVersions: ['v1'],
    conditions: [{ type: 'NamesAccepted' }, { type: 'Established', status: 'True' }],
  });
  const one = await client.create(widgets, widget('one', { unknown: 1 }));
  expect(one['spec']).toEqual({ size: 3 });
  expect(one.metadata.generation).toBe(1);
  const wrong = widget('bad', { size: 0, color: 'green', ports: [{ name: 'a' }, { name: 'a' }] });
  await expect(client.create(widgets, wrong)).rejects.toMatchObject({
    status: {
      details: {
        causes: [{ field: 'spec.size' }, { field: 'spec.color' }, { field: 'spec.ports[1]' }],
      },
    },
  });
  const status = await client.update(
    widgets,
    { ...one, status: { size: 2 }, spec: { size: 9 } },
    { subresource: 'status' },
  );
  expect(status).toMatchObject({
    spec: { size: 3 },
    status: { size: 2 },
    metadata: { generation: 1 },
  });
  const ref = { name: 'one', namespace: 'default' };
  const scale = await client.patch(
    widgets,
    { ...ref, subresource: 'scale' },
    { spec: { replicas: 5 } },
    { type: 'application/merge-patch+json' },
  );
  expect(scale).toMatchObject({ kind: 'Scale', spec: { replicas: 5 }, status: { replicas: 2 } });
  const beta = await client.get({ ...widgets, version: 'v1beta1' }, ref);
  expect(beta).toMatchObject({ apiVersion: 'd.example.com/v1beta1', spec: { size: 5 } });
  await expect(
    client.patch(
      widgets,
      ref,
      { spec: { size: 6 } },
      { type: 'application/strategic-merge-patch+json' },
    ),
  ).rejects.toMatchObject({ code: 415 });
  const { body } = await cluster.request('/apis/d.example.com/v1');
  expect(body.resources.map((item: { name: string }) => item.name)).toEqual([
    'widgets',
    'widgets/status',
    'widgets/scale',
  ]);
  await client.create(widgets, {
    ...widget('held'),
    metadata: { name: 'held', namespace: 'default', finalizers: ['example.com/a'] },
  });
  await client.delete(crds, { name: 'widgets.d.example.com' });
  await expect
    .poll(async () => (await client.list(widgets)).items.map((item) => item.metadata.name))
    .toEqual(['held']);
  await client.patch(
    widgets,
    { ...ref, name: 'held' },
    { metadata: { finalizers: null } },
    { type: 'application/merge-patch+json' },
  );
  await expect
    .poll(() =>
      client.get(crds, { name: 'widgets.d.example.com' }).catch((error: Error) => error.message),
    )
    .toContain('not found');
  await expect(client.list(widgets)).rejects.toMatchObject({ code: 404 });
});

test.each([
  ['a name that is not plural.group', { group: 'other.example.com' }, 'metadata.name'],
  ['a scope that is none', { scope: 'Global' }, 'spec.scope'],
  [
    'no stored version',
    {
      versions: [
        {
          name: 'v1',
          served: true,
          storage: false,
          schema: { openAPIV3Schema: { type: 'object' } },
        },
      ],
    },
    'spec.versions',
  ],
  [
    'no schema',
    { versions: [{ name: 'v1', served: true, storage: true }] },
    'spec.versions[0].schema.openAPIV3Schema',
  ],
  [
    'a pattern that does not compile',
    {
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          schema: {
            openAPIV3Schema: {
              type: 'object',
              properties: { a: { type: 'string', pattern: '(' } },
            },
          },
        },
      ],
    },
    'spec.versions[0].schema.openAPIV3Schema.properties.a.pattern',
  ],
])('a definition is refused: %s', async (_, change, field) => {
  await expect(cluster.client.create(crds, definition(change))).rejects.toMatchObject({
    reason: 'Invalid',
    status: { details: { causes: expect.arrayContaining([expect.objectContaining({ field })]) } },
  });
});

test('impersonation: for those who may, with the rights of the other', async () => {
  const as = (
    user: string,
    headers: Record<string, string>,
  ): Promise<{ status: number; body: { status?: { userInfo: unknown } } }> => {
    const init = json('POST', {});
    return cluster.request('/apis/authentication.k8s.io/v1/selfsubjectreviews', {
      ...init,
      headers: {
        'content-type': 'application/json',
        ...(user === '' ? {} : { 'x-user': user }),
        ...headers,
      },
    });
  };
  const { body } = await as('', { 'impersonate-user': 'jane', 'impersonate-group': 'team' });
  expect(body.status?.userInfo).toEqual({
    username: 'jane',
    groups: ['team', 'system:authenticated'],
  });
  expect((await as('guest', { 'impersonate-user': 'admin' })).status).toBe(403);
  expect((await as('', { 'impersonate-group': 'team' })).status).toBe(400);
  expect((await as('', { 'impersonate-user': 'a', 'impersonate-extra-x': 'y' })).status).toBe(400);
});
