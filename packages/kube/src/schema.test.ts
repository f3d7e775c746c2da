import { describe, expect, test } from 'vitest';
import { schemaFor, schemaFromOpenApi, type ObjectSchema } from './schema.ts';

function at(root: ObjectSchema | undefined, path: string): ObjectSchema | undefined {
  let node = root;
  for (const name of path.split('.')) {
    node =
      name === '[]' ? node?.items : (node?.properties?.get(name) ?? node?.additionalProperties);
  }
  return node;
}

const deployment = schemaFor({ group: 'apps', version: 'v1', kind: 'Deployment' });
const container = 'spec.template.spec.containers';

describe('schemaFor', () => {
  test('lists of a pod template', () => {
    expect(at(deployment, container)).toMatchObject({
      type: 'array',
      listType: 'map',
      listMapKeys: ['name'],
      patchStrategy: ['merge'],
      patchMergeKey: 'name',
    });
    expect(at(deployment, `${container}.[].args`)?.listType).toBe('atomic');
    expect(at(deployment, `${container}.[].ports`)?.listMapKeys).toEqual([
      'containerPort',
      'protocol',
    ]);
  });

  test('maps, quantities and numbers or names', () => {
    expect(at(deployment, 'spec.selector')?.mapType).toBe('atomic');
    expect(at(deployment, `${container}.[].resources.limits.cpu`)?.quantity).toBe(true);
    expect(at(deployment, `${container}.[].livenessProbe.httpGet.port`)?.intOrString).toBe(true);
    expect(at(deployment, 'spec.strategy')?.patchStrategy).toEqual(['retainKeys']);
    expect(at(deployment, 'spec')?.definition).toBe('DeploymentSpec');
  });

  test('a recursive kind resolves as deep as asked', () => {
    const crd = schemaFor({
      group: 'apiextensions.k8s.io',
      version: 'v1',
      kind: 'CustomResourceDefinition',
    });
    const schema = 'spec.versions.[].schema.openAPIV3Schema';
    expect(at(crd, `${schema}.properties.a.properties.b.type`)?.type).toBe('string');
  });

  test('an unknown kind has none, and a known one always the same', () => {
    expect(schemaFor({ group: 'argoproj.io', version: 'v1alpha1', kind: 'Application' })).toBe(
      undefined,
    );
    expect(schemaFor({ group: 'apps', version: 'v1', kind: 'Deployment' })).toBe(deployment);
  });
});

test('a custom resource schema', () => {
  const schema = schemaFromOpenApi({
    type: 'object',
    properties: {
      spec: {
        type: 'object',
        properties: {
          port: { 'x-kubernetes-int-or-string': true },
          free: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true, properties: {} },
          list: {
            type: 'array',
            items: { type: 'object' },
            'x-kubernetes-list-type': 'map',
            'x-kubernetes-list-map-keys': ['id'],
          },
        },
      },
    },
  });
  expect(at(schema, 'spec.port')?.intOrString).toBe(true);
  expect(at(schema, 'spec.free')?.properties).toBeUndefined();
  expect(at(schema, 'spec.list')?.listMapKeys).toEqual(['id']);
});
