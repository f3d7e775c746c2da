import { describe, expect, test } from 'vitest';
import type { KubeObject, ManagedFieldsEntry } from '../object.ts';
import { containers, deployment, deploymentSchema } from './_objects.ts';
import { recordUpdate, type UpdateRecord } from './record-update.ts';

const start = new Date('2026-01-01T00:00:00Z');
const later = new Date('2026-01-01T01:00:00Z');

function record(
  before: KubeObject | undefined,
  after: KubeObject,
  more: Partial<UpdateRecord> = {},
): ManagedFieldsEntry[] {
  return recordUpdate({
    before,
    after,
    manager: 'm',
    schema: deploymentSchema,
    now: start,
    ...more,
  });
}

function withFields(object: KubeObject, managedFields: ManagedFieldsEntry[]): KubeObject {
  return { ...object, metadata: { ...object.metadata, managedFields } };
}

const created = deployment(
  {
    spec: {
      replicas: 1,
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1 } },
      ...containers({ name: 'app', image: 'app:1', resources: {} }),
    },
  },
  { labels: { app: 'web' } },
);
const fields = record(undefined, created);

describe('recordUpdate', () => {
  test('a create is recorded as kube-apiserver records it', () => {
    expect(fields).toEqual([
      {
        manager: 'm',
        operation: 'Update',
        apiVersion: 'apps/v1',
        time: '2026-01-01T00:00:00Z',
        fieldsType: 'FieldsV1',
        fieldsV1: {
          'f:metadata': { 'f:labels': { '.': {}, 'f:app': {} } },
          'f:spec': {
            'f:replicas': {},
            'f:strategy': { 'f:rollingUpdate': { '.': {}, 'f:maxSurge': {} }, 'f:type': {} },
            'f:template': {
              'f:spec': {
                'f:containers': {
                  'k:{"name":"app"}': {
                    '.': {},
                    'f:image': {},
                    'f:name': {},
                    'f:resources': {},
                  },
                },
              },
            },
          },
        },
      },
    ]);
  });

  test('no change keeps the time', () => {
    const live = withFields(created, fields);
    expect(record(live, live, { now: later })).toEqual(fields);
  });

  test('another manager takes what it changes', () => {
    const live = withFields(created, fields);
    const after = deployment({ ...live, spec: { ...(live['spec'] as object), replicas: 4 } });
    const entries = record(live, withFields({ ...after, metadata: live.metadata }, fields), {
      manager: 'scaler',
      now: later,
    });
    expect(entries.map((entry) => [entry.manager, entry.time])).toEqual([
      ['m', '2026-01-01T00:00:00Z'],
      ['scaler', '2026-01-01T01:00:00Z'],
    ]);
    expect(entries[1]?.fieldsV1).toEqual({ 'f:spec': { 'f:replicas': {} } });
    expect(JSON.stringify(entries[0]?.fieldsV1)).not.toContain('f:replicas');
  });

  test('a removed field has no owner, and a manager of nothing is gone', () => {
    const only = deployment({}, { labels: { app: 'web' } });
    const live = withFields(only, record(undefined, only));
    expect(record(live, deployment({}), { manager: 'other' })).toEqual([]);
  });

  test('a subresource has an entry of its own', () => {
    const live = withFields(created, fields);
    const after = { ...live, status: { replicas: 1 } };
    const entries = record(live, after, { subresource: 'status', now: later });
    expect(entries[1]).toMatchObject({
      manager: 'm',
      subresource: 'status',
      fieldsV1: { 'f:status': { 'f:replicas': {} } },
    });
  });

  test('one empty entry resets the list', () => {
    const live = withFields(created, fields);
    const reset = withFields(created, [{}] as unknown as ManagedFieldsEntry[]);
    expect(record(live, reset)).toEqual([]);
  });
});
