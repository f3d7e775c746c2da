import { describe, expect, test } from 'vitest';
import { schemaFor } from '../schema.ts';
import { StatusError } from '../status-error.ts';
import { applyStrategicMergePatch } from './strategic-merge-patch.ts';

const podSchema = schemaFor({ group: '', version: 'v1', kind: 'Pod' });
const deploymentSchema = schemaFor({ group: 'apps', version: 'v1', kind: 'Deployment' });

function patchPod(original: object, patch: unknown): unknown {
  return applyStrategicMergePatch(original, patch, podSchema);
}

const containers = [
  { name: 'a', image: 'a:1', args: ['x'] },
  { name: 'b', image: 'b:1' },
];

describe('lists', () => {
  test('containers merge by name, and a new one is appended', () => {
    const patch = {
      spec: {
        containers: [
          { name: 'c', image: 'c:1' },
          { name: 'a', image: 'a:2' },
        ],
      },
    };
    expect(patchPod({ spec: { containers } }, patch)).toEqual({
      spec: {
        containers: [
          { name: 'a', image: 'a:2', args: ['x'] },
          { name: 'b', image: 'b:1' },
          { name: 'c', image: 'c:1' },
        ],
      },
    });
  });

  test('a list without a strategy is replaced', () => {
    const patch = { spec: { containers: [{ name: 'a', args: ['y'] }] } };
    expect(patchPod({ spec: { containers } }, patch)).toMatchObject({
      spec: { containers: [{ name: 'a', args: ['y'] }, { name: 'b' }] },
    });
  });

  test('an item is deleted by its key', () => {
    const patch = { spec: { containers: [{ name: 'a', $patch: 'delete' }] } };
    expect(patchPod({ spec: { containers } }, patch)).toEqual({
      spec: { containers: [{ name: 'b', image: 'b:1' }] },
    });
  });

  test('a list is replaced by directive', () => {
    const patch = { spec: { containers: [{ $patch: 'replace' }, { name: 'z', image: 'z' }] } };
    expect(patchPod({ spec: { containers } }, patch)).toEqual({
      spec: { containers: [{ name: 'z', image: 'z' }] },
    });
  });

  test('the stated order wins, the items of others keep their places', () => {
    const original = { spec: { containers: [...containers, { name: 'side', image: 's' }] } };
    const patch = {
      spec: {
        '$setElementOrder/containers': [{ name: 'c' }, { name: 'b' }, { name: 'a' }],
        containers: [{ name: 'c', image: 'c:1' }],
      },
    };
    const result = patchPod(original, patch) as { spec: { containers: { name: string }[] } };
    expect(result.spec.containers.map((c) => c.name)).toEqual(['c', 'b', 'a', 'side']);
  });

  test('an order without the list itself reorders what is there', () => {
    const patch = { spec: { '$setElementOrder/containers': [{ name: 'b' }, { name: 'a' }] } };
    const result = patchPod({ spec: { containers } }, patch) as typeof patch & {
      spec: { containers: { name: string }[] };
    };
    expect(result.spec.containers.map((c) => c.name)).toEqual(['b', 'a']);
    expect(Object.keys(result.spec)).toEqual(['containers']);
  });

  test('primitives are joined, removed and ordered', () => {
    const original = { metadata: { finalizers: ['a', 'b', 'c'] } };
    expect(patchPod(original, { metadata: { finalizers: ['d', 'b'] } })).toEqual({
      metadata: { finalizers: ['a', 'b', 'c', 'd'] },
    });
    expect(
      patchPod(original, {
        metadata: {
          '$deleteFromPrimitiveList/finalizers': ['b'],
          '$setElementOrder/finalizers': ['c', 'e', 'a'],
          finalizers: ['e'],
        },
      }),
    ).toEqual({ metadata: { finalizers: ['c', 'e', 'a'] } });
  });
});

describe('maps', () => {
  test('null removes, others merge', () => {
    expect(
      patchPod({ metadata: { labels: { a: '1', b: '2' } } }, { metadata: { labels: { a: null } } }),
    ).toEqual({ metadata: { labels: { b: '2' } } });
  });

  test('replace and delete directives', () => {
    const original = { metadata: { labels: { a: '1' }, annotations: { b: '2' } } };
    const patch = {
      metadata: { labels: { $patch: 'replace', c: '3' }, annotations: { $patch: 'delete' } },
    };
    expect(patchPod(original, patch)).toEqual({
      metadata: { labels: { c: '3' }, annotations: {} },
    });
  });

  test('retained keys drop the other strategy', () => {
    const original = {
      spec: { strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1 } } },
    };
    const patch = { spec: { strategy: { $retainKeys: ['type'], type: 'Recreate' } } };
    expect(applyStrategicMergePatch<unknown>(original, patch, deploymentSchema)).toEqual({
      spec: { strategy: { type: 'Recreate' } },
    });
  });
});

describe('refusals', () => {
  test.each<[unknown, number]>([
    [{ spec: { containers: [{ image: 'x' }] } }, 400],
    [{ spec: { containers: ['x'] } }, 400],
    [{ metadata: { labels: { $patch: 'explode' } } }, 400],
    [{ metadata: { '$setElementOrder/finalizers': 'x', finalizers: ['a'] } }, 400],
    [{ spec: { $retainKeys: 'x' } }, 400],
    [{ spec: { $retainKeys: ['a'], b: 1 } }, 400],
    [[], 400],
  ])('%j', (patch, code) => {
    expect(() => patchPod({ spec: { containers } }, patch)).toThrow(
      expect.objectContaining({ code }),
    );
  });

  test('custom resources have no strategies', () => {
    expect(() => applyStrategicMergePatch({}, {}, undefined)).toThrow(StatusError);
    expect(() => applyStrategicMergePatch({}, {}, undefined)).toThrow(/unknown format/);
  });
});
