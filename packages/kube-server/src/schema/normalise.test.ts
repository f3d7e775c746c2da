import { schemaFor, type ObjectSchema } from '@fairway/kube';
import { describe, expect, test } from 'vitest';
import { normalise } from './normalise.ts';

function schema(kind: string, group = '', version = 'v1'): ObjectSchema {
  const found = schemaFor({ group, version, kind });
  if (found === undefined) throw new Error(`no schema of ${kind}`);
  return found;
}

function pod(container: object, spec: object = {}): Record<string, unknown> {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {},
    spec: { containers: [container], ...spec },
  };
}

describe('normalise', () => {
  test.each([
    [1, '1'],
    [0.5, '500m'],
    ['1000m', '1'],
    ['1024Mi', '1Gi'],
    ['1Gi', '1Gi'],
    ['0.1', '100m'],
  ])('quantity %s is kept as %s', (given, expected) => {
    const object = pod({ name: 'c', resources: { limits: { memory: given } } });
    expect(normalise(schema('Pod'), object)).toEqual([]);
    expect(object['spec']).toMatchObject({
      containers: [{ resources: { limits: { memory: expected } } }],
    });
  });

  test('nulls, empty lists and empty maps go; empty objects and texts stay', () => {
    const object = pod(
      { name: 'c', args: [], env: null, image: '' },
      { nodeSelector: {}, securityContext: {}, volumes: [{ name: 'v', emptyDir: {} }] },
    );
    normalise(schema('Pod'), object);
    expect(object['spec']).toEqual({
      containers: [{ name: 'c', image: '' }],
      securityContext: {},
      volumes: [{ name: 'v', emptyDir: {} }],
    });
  });

  test('entries of a map are kept, an empty value too', () => {
    const object = { data: { a: '', b: null } };
    normalise(schema('ConfigMap'), object);
    expect(object.data).toEqual({ a: '', b: '' });
  });

  test('unknown fields are named and dropped', () => {
    const object = pod({ name: 'c', imag: 'x' }, { foo: 1 });
    expect(normalise(schema('Pod'), object).sort()).toEqual([
      'spec.containers[0].imag',
      'spec.foo',
    ]);
    expect(object['spec']).toEqual({ containers: [{ name: 'c' }] });
  });

  test.each([
    [
      'a text for a number',
      pod({ name: 'c', ports: [{ containerPort: '80' }] }),
      /string into field spec\.containers\[0\]\.ports\[0\]\.containerPort of type int32/,
    ],
    [
      'a fraction for a number',
      pod({ name: 'c', ports: [{ containerPort: 1.5 }] }),
      /of type int32/,
    ],
    ['an object for a list', { spec: { containers: {} } }, /spec\.containers of type list/],
    ['a list for an object', { spec: [] }, /array into field spec of type PodSpec/],
    ['a number for a bool', pod({ name: 'c', stdin: 1 }), /of type bool/],
    [
      'a number in a list of texts',
      pod({ name: 'c', args: [1] }),
      /spec\.containers\[0\]\.args\[0\] of type string/,
    ],
    [
      'a bad quantity',
      pod({ name: 'c', resources: { limits: { cpu: 'x' } } }),
      /quantities must match/,
    ],
    [
      'a quantity that is an object',
      pod({ name: 'c', resources: { limits: { cpu: {} } } }),
      /quantities must match/,
    ],
  ])('refuses %s', (_, object, message) => {
    expect(() => normalise(schema('Pod'), object)).toThrow(message);
  });

  test('a port is a number or a name', () => {
    const probe = (port: unknown): Record<string, unknown> =>
      pod({ name: 'c', livenessProbe: { tcpSocket: { port } } });
    expect(normalise(schema('Pod'), probe(80))).toEqual([]);
    expect(normalise(schema('Pod'), probe('http'))).toEqual([]);
    expect(() => normalise(schema('Pod'), probe(true))).toThrow(/IntOrString/);
  });
});
