import { describe, expect, test } from 'vitest';
import { schemaFor, schemaFromOpenApi } from './schema.ts';
import { validateObject, type Validation } from './validate.ts';

const schema = schemaFor({ group: 'apps', version: 'v1', kind: 'Deployment' });

function validate(spec: unknown, more: object = {}): Validation {
  if (schema === undefined) throw new Error('no schema');
  return validateObject(
    { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' }, spec, ...more },
    schema,
  );
}

function template(container: unknown): object {
  return { selector: {}, template: { spec: { containers: [container] } } };
}

describe('a valid object', () => {
  test('nothing is wrong', () => {
    const container = {
      name: 'a',
      image: 'a',
      resources: { limits: { cpu: 1, memory: '64Mi' } },
      readinessProbe: { httpGet: { port: 'http' } },
      livenessProbe: { httpGet: { port: 80 } },
      command: null,
    };
    expect(validate(template(container))).toEqual({ decoding: [], missing: [], unknown: [] });
  });

  test('status needs no required fields', () => {
    const status = { conditions: [{ type: 'Available' }] };
    expect(validate(template({ name: 'a' }), { status }).missing).toEqual([]);
  });
});

describe('decoding', () => {
  test.each([
    [
      { replicas: '3' },
      'json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32',
    ],
    [
      { replicas: 1.5 },
      'json: cannot unmarshal number 1.5 into Go struct field DeploymentSpec.spec.replicas of type int32',
    ],
    [
      template({ name: 'a', env: [{ name: 'x', value: 1 }] }),
      'json: cannot unmarshal number into Go struct field EnvVar.spec.template.spec.containers.env.value of type string',
    ],
    [
      { paused: 'yes' },
      'json: cannot unmarshal string into Go struct field DeploymentSpec.spec.paused of type bool',
    ],
    [
      { template: [] },
      'json: cannot unmarshal array into Go struct field DeploymentSpec.spec.template of type v1.PodTemplateSpec',
    ],
  ])('%j', (spec, message) => {
    expect(validate(spec).decoding).toEqual([message]);
  });

  test('a quantity that is none, an object that is none', () => {
    expect(
      validate(template({ name: 'a', resources: { limits: { cpu: 'x' } } })).decoding,
    ).toHaveLength(1);
    if (schema !== undefined) expect(validateObject([], schema).decoding).toHaveLength(1);
  });
});

describe('missing and unknown', () => {
  test('paths carry indexes', () => {
    const found = validate(template({ image: 'a', ports: [{ name: 'x' }], foo: 1 }));
    expect(found.missing.map((cause) => cause.field)).toEqual([
      'spec.template.spec.containers[0].ports[0].containerPort',
      'spec.template.spec.containers[0].name',
    ]);
    expect(found.missing[0]).toMatchObject({
      reason: 'FieldValueRequired',
      message: 'Required value',
    });
    expect(found.unknown).toEqual(['spec.template.spec.containers[0].foo']);
  });

  test('labels may have any name, metadata not', () => {
    const found = validate(template({ name: 'a' }), {
      metadata: { name: 'web', labels: { anything: 'x' }, label: {} },
    });
    expect(found.unknown).toEqual(['metadata.label']);
  });

  test('a custom resource that keeps unknown fields', () => {
    const open = schemaFromOpenApi({
      type: 'object',
      properties: {
        spec: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
        closed: { type: 'object', properties: { a: { type: 'string' } } },
      },
    });
    const found = validateObject({ spec: { x: { y: 1 } }, closed: { b: 1 } }, open);
    expect(found).toEqual({ decoding: [], missing: [], unknown: ['closed.b'] });
  });
});
