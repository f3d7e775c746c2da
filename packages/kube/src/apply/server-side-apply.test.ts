import { describe, expect, test } from 'vitest';
import type { KubeObject } from '../object.ts';
import { StatusError } from '../status-error.ts';
import { containers, deployment, deploymentSchema, entryOf } from './_objects.ts';
import { serverSideApply, type ApplyRequest } from './server-side-apply.ts';

const start = new Date('2026-01-01T00:00:00Z');
const later = new Date('2026-01-01T01:00:00Z');

function apply(
  live: KubeObject | undefined,
  applied: KubeObject,
  more: Partial<ApplyRequest> = {},
): KubeObject {
  return serverSideApply({
    live,
    applied,
    manager: 'a',
    schema: deploymentSchema,
    now: start,
    ...more,
  });
}

function failureOf(action: () => unknown): StatusError {
  try {
    action();
  } catch (error) {
    if (error instanceof StatusError) return error;
    throw error;
  }
  throw new Error('expected a StatusError');
}

const first = deployment({
  spec: {
    replicas: 2,
    ...containers({ name: 'app', image: 'app:1', ports: [{ containerPort: 80 }] }),
  },
});

describe('ownership', () => {
  test('a create owns what it names', () => {
    const created = apply(undefined, first);
    expect(created['spec']).toEqual(first['spec']);
    expect(created.metadata.managedFields).toEqual([
      {
        manager: 'a',
        operation: 'Apply',
        apiVersion: 'apps/v1',
        time: '2026-01-01T00:00:00Z',
        fieldsType: 'FieldsV1',
        fieldsV1: {
          'f:spec': {
            'f:replicas': {},
            'f:template': {
              'f:spec': {
                'f:containers': {
                  'k:{"name":"app"}': {
                    '.': {},
                    'f:image': {},
                    'f:name': {},
                    'f:ports': {
                      'k:{"containerPort":80,"protocol":"TCP"}': {
                        '.': {},
                        'f:containerPort': {},
                      },
                    },
                  },
                },
              },
            },
          },
        },
      },
    ]);
  });

  test('the same again changes nothing, times included', () => {
    const created = apply(undefined, first);
    expect(apply(created, first, { now: later })).toEqual(created);
  });

  test('two managers share a field of equal value', () => {
    const created = apply(undefined, first);
    const shared = apply(created, deployment({ spec: { replicas: 2 } }), {
      manager: 'b',
      now: later,
    });
    expect(entryOf(shared, 'b')?.fieldsV1).toEqual({ 'f:spec': { 'f:replicas': {} } });
    expect(entryOf(shared, 'a')).toEqual(entryOf(created, 'a'));
    // a gives the field up, and it stays for b
    const left = apply(shared, deployment({ spec: containers({ name: 'app', image: 'app:1' }) }));
    expect(left['spec']).toMatchObject({ replicas: 2 });
    // b gives it up as well, and it goes
    const gone = apply(left, deployment({ metadata: {} }), { manager: 'b' });
    expect(gone['spec']).not.toHaveProperty('replicas');
    expect(entryOf(gone, 'b')).toBeUndefined();
  });

  test('items of a keyed list merge and go by key', () => {
    const created = apply(undefined, first);
    const side = deployment({ spec: containers({ name: 'side', image: 'side:1' }) });
    const both = apply(created, side, { manager: 'b' });
    expect(names(both)).toEqual(['app', 'side']);
    const renamed = deployment({ spec: { replicas: 2, ...containers({ name: 'c', image: 'c' }) } });
    expect(names(apply(both, renamed))).toEqual(['side', 'c']);
  });

  test('a defaulted field that nobody owns stays', () => {
    const created = apply(undefined, first);
    const defaulted = structuredClone(created);
    Object.assign(defaulted['spec'] as object, { progressDeadlineSeconds: 600 });
    const changed = apply(defaulted, deployment({ spec: { replicas: 3 } }), { now: later });
    expect(changed['spec']).toMatchObject({ replicas: 3, progressDeadlineSeconds: 600 });
    expect(names(changed)).toEqual([]);
    expect(entryOf(changed, 'a')?.time).toBe('2026-01-01T01:00:00Z');
  });

  test('an atomic map is owned whole and replaced whole', () => {
    const selector = (labels: Record<string, string>): KubeObject =>
      deployment({ spec: { selector: { matchLabels: labels } } });
    const created = apply(undefined, selector({ a: '1' }));
    expect(entryOf(created, 'a')?.fieldsV1).toEqual({ 'f:spec': { 'f:selector': {} } });
    expect(apply(created, selector({ b: '2' }))['spec']).toEqual({
      selector: { matchLabels: { b: '2' } },
    });
  });

  test('labels of different managers live together', () => {
    const created = apply(undefined, deployment({}, { labels: { a: '1' } }));
    const both = apply(created, deployment({}, { labels: { b: '2' } }), { manager: 'b' });
    expect(both.metadata.labels).toEqual({ a: '1', b: '2' });
    const one = apply(both, deployment({}), { manager: 'b' });
    expect(one.metadata.labels).toEqual({ a: '1' });
  });
});

function names(object: KubeObject): string[] {
  const spec = object['spec'] as { template?: { spec?: { containers?: { name: string }[] } } };
  return spec.template?.spec?.containers?.map((container) => container.name) ?? [];
}

describe('conflicts', () => {
  const created = apply(undefined, first);

  test('one conflict is told with its field', () => {
    const failure = failureOf(() =>
      apply(created, deployment({ spec: { replicas: 5 } }), { manager: 'b' }),
    );
    expect(failure.code).toBe(409);
    expect(failure.reason).toBe('Conflict');
    expect(failure.message).toBe('Apply failed with 1 conflict: conflict with "a": .spec.replicas');
    expect(failure.status.details?.causes).toEqual([
      { reason: 'FieldManagerConflict', message: 'conflict with "a"', field: '.spec.replicas' },
    ]);
  });

  test('several are listed by manager, updaters with their version', () => {
    const updater = structuredClone(created);
    for (const entry of updater.metadata.managedFields ?? []) {
      Object.assign(entry, { operation: 'Update', manager: 'kubectl' });
    }
    const applied = deployment({
      spec: { replicas: 5, ...containers({ name: 'app', image: 'app:2' }) },
    });
    expect(failureOf(() => apply(updater, applied, { manager: 'b' })).message).toBe(
      [
        'Apply failed with 2 conflicts: conflicts with "kubectl" using apps/v1:',
        '- .spec.replicas',
        '- .spec.template.spec.containers[name="app"].image',
      ].join('\n'),
    );
  });

  test('force takes the fields over', () => {
    const taken = apply(created, deployment({ spec: { replicas: 5 } }), {
      manager: 'b',
      force: true,
    });
    expect(taken['spec']).toMatchObject({ replicas: 5 });
    expect(JSON.stringify(entryOf(taken, 'a')?.fieldsV1)).not.toContain('f:replicas');
    // the former owner may apply its other fields, and no longer removes what it lost
    const rest = deployment({
      spec: containers({ name: 'app', image: 'app:1', ports: [{ containerPort: 80 }] }),
    });
    expect(apply(taken, rest)['spec']).toMatchObject({ replicas: 5 });
  });

  test('an object that nobody tracked belongs to before-first-apply', () => {
    const plain = deployment({ spec: { replicas: 1 } });
    const failure = failureOf(() => apply(plain, deployment({ spec: { replicas: 2 } })));
    expect(failure.message).toContain('"before-first-apply" using apps/v1: .spec.replicas');
    const owned = apply(plain, deployment({ spec: { paused: true } }));
    expect(owned['spec']).toEqual({ replicas: 1, paused: true });
  });
});

describe('endpoints', () => {
  test('status is not touched by an apply of the object, spec not by one of the status', () => {
    const live = deployment({ spec: { replicas: 1 }, status: { replicas: 1 } });
    const main = apply(live, deployment({ spec: { paused: true }, status: { replicas: 9 } }));
    expect(main['status']).toEqual({ replicas: 1 });
    const status = apply(
      live,
      deployment({ spec: { paused: true }, status: { readyReplicas: 1 } }),
      {
        subresource: 'status',
      },
    );
    expect(status['spec']).toEqual({ replicas: 1 });
    expect(status['status']).toEqual({ replicas: 1, readyReplicas: 1 });
    expect(entryOf(status, 'a')).toMatchObject({
      subresource: 'status',
      fieldsV1: { 'f:status': { 'f:readyReplicas': {} } },
    });
  });

  test('identity comes from the live object', () => {
    const live = deployment({}, { uid: 'u', resourceVersion: '7', generation: 3 });
    const result = apply(live, deployment({}, { labels: { a: '1' }, uid: 'x' }));
    expect(result.metadata).toMatchObject({ uid: 'u', resourceVersion: '7', generation: 3 });
  });
});

describe('custom resources', () => {
  const application = (spec: unknown): KubeObject => ({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name: 'web' },
    spec,
  });
  const options = { schema: undefined };

  test('maps merge by field, lists are whole', () => {
    const created = apply(
      undefined,
      application({ source: { path: 'a' }, list: [{ x: 1 }] }),
      options,
    );
    expect(entryOf(created, 'a')?.fieldsV1).toEqual({
      'f:spec': { '.': {}, 'f:list': {}, 'f:source': { '.': {}, 'f:path': {} } },
    });
    const second = apply(created, application({ source: { ref: 'main' } }), {
      ...options,
      manager: 'b',
    });
    expect(second['spec']).toEqual({ source: { path: 'a', ref: 'main' }, list: [{ x: 1 }] });
    const failure = failureOf(() =>
      apply(second, application({ list: [{ x: 1 }, { x: 2 }] }), { ...options, manager: 'b' }),
    );
    expect(failure.message).toContain('.spec.list');
  });
});

describe('refusals', () => {
  test.each<[string, unknown, RegExp]>([
    ['an item without its key', containers({ image: 'x' }), /none of its list's keys/],
    [
      'two items of one key',
      containers({ name: 'a' }, { name: 'a' }),
      /duplicate entries for key \[name="a"\]/,
    ],
  ])('%s', (_name, spec, message) => {
    const failure = failureOf(() => apply(undefined, deployment({ spec })));
    expect(failure.code).toBe(400);
    expect(failure.message).toMatch(message);
  });

  test('managed fields in the configuration', () => {
    const applied = apply(undefined, first);
    expect(failureOf(() => apply(undefined, applied)).message).toBe(
      'metadata.managedFields must be nil',
    );
  });
});
