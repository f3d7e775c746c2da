import { describe, expect, test } from 'vitest';
import type {
  ApplicationSpec,
  OperationState,
  ResourceStatus,
} from '../application/application.ts';
import { decideAutomatedSync, type AutomatedInput } from './automated.ts';
import { selfHealDelay } from './self-heal.ts';

const source = { repoURL: 'https://example.com/a.git', path: 'app', targetRevision: 'main' };
const resource: ResourceStatus = {
  version: 'v1',
  kind: 'ConfigMap',
  namespace: 'ns',
  name: 'a',
  status: 'OutOfSync',
};
const now = new Date('2026-01-01T00:10:00Z');

function input(
  automated: NonNullable<ApplicationSpec['syncPolicy']>['automated'],
  more: Partial<AutomatedInput> = {},
): AutomatedInput {
  return {
    spec: {
      project: 'default',
      destination: {},
      source,
      ...(automated === undefined ? {} : { syncPolicy: { automated } }),
    },
    hasOperation: false,
    isDeleting: false,
    syncStatus: 'OutOfSync',
    resources: [resource],
    revision: 'r1',
    now,
    ...more,
  };
}

function last(phase: OperationState['phase'], more: Partial<OperationState> = {}): OperationState {
  return {
    phase,
    message: 'boom',
    startedAt: '2026-01-01T00:00:00Z',
    finishedAt: '2026-01-01T00:09:59Z',
    operation: { sync: {} },
    syncResult: { revision: 'r1', source },
    ...more,
  };
}

const attempts = (autoHealAttemptsCount: number): Partial<OperationState> => ({
  operation: { sync: { autoHealAttemptsCount } },
});

describe('gates', () => {
  test.each<[string, AutomatedInput, string]>([
    ['not enabled', input(undefined), 'none'],
    ['enabled: false', input({ enabled: false }), 'none'],
    ['an operation is set', input({}, { hasOperation: true }), 'none'],
    ['being deleted', input({}, { isDeleting: true }), 'none'],
    ['Synced', input({}, { syncStatus: 'Synced' }), 'none'],
    ['Unknown never syncs', input({}, { syncStatus: 'Unknown' }), 'none'],
    ['OutOfSync', input({}), 'sync'],
    [
      'prune-only with prune off',
      input({}, { resources: [{ ...resource, requiresPruning: true }] }),
      'none',
    ],
    [
      'already attempted and failed',
      input({ selfHeal: true }, { lastOperation: last('Failed') }),
      'refuse',
    ],
    [
      'failed on another revision',
      input({}, { lastOperation: last('Failed', { syncResult: { revision: 'r0', source } }) }),
      'sync',
    ],
    [
      'failed with another source',
      input(
        {},
        {
          lastOperation: last('Failed', {
            syncResult: { revision: 'r1', source: { ...source, path: 'old' } },
          }),
        },
      ),
      'sync',
    ],
    [
      'an operation without syncResult counts as attempted',
      input(
        {},
        {
          lastOperation: {
            phase: 'Error',
            startedAt: '2026-01-01T00:00:00Z',
            operation: { sync: {} },
          },
        },
      ),
      'refuse',
    ],
    [
      'another targetRevision of the same commit is the same source',
      input(
        {},
        {
          lastOperation: last('Failed', {
            syncResult: { revision: 'r1', source: { ...source, targetRevision: 'v1' } },
          }),
        },
      ),
      'refuse',
    ],
    ['succeeded and selfHeal off', input({}, { lastOperation: last('Succeeded') }), 'none'],
    [
      'succeeded and selfHeal on',
      input({ selfHeal: true }, { lastOperation: last('Succeeded') }),
      'sync',
    ],
    [
      'self-heal within its back-off',
      input({ selfHeal: true }, { lastOperation: last('Succeeded', attempts(1)) }),
      'wait',
    ],
    [
      'every resource would be pruned',
      input({ prune: true }, { resources: [{ ...resource, requiresPruning: true }] }),
      'refuse',
    ],
    [
      'allowEmpty',
      input(
        { prune: true, allowEmpty: true },
        { resources: [{ ...resource, requiresPruning: true }] },
      ),
      'sync',
    ],
  ])('%s', (_, given, type) => {
    expect(decideAutomatedSync(given).type).toBe(type);
  });

  test('the conditions say what happened', () => {
    expect(decideAutomatedSync(input({}, { lastOperation: last('Failed') }))).toEqual({
      type: 'refuse',
      message: 'Failed last sync attempt to r1: boom',
    });
    expect(
      decideAutomatedSync(
        input({ prune: true }, { resources: [{ ...resource, requiresPruning: true }] }),
      ),
    ).toMatchObject({ message: expect.stringContaining('auto-sync will wipe out all resources') });
  });
});

describe('the operation', () => {
  test('has the compared revision, prune from the policy, and five retries', () => {
    expect(decideAutomatedSync(input({ prune: true }))).toEqual({
      type: 'sync',
      operation: {
        initiatedBy: { automated: true },
        retry: { limit: 5 },
        sync: { revision: 'r1', prune: true },
      },
    });
  });

  test('of a self-heal has only the out-of-sync resources and counts the attempts', () => {
    const decision = decideAutomatedSync(
      input(
        { selfHeal: true },
        {
          resources: [resource, { ...resource, name: 'b', status: 'Synced' }],
          lastOperation: last('Succeeded', { ...attempts(1), finishedAt: '2026-01-01T00:00:00Z' }),
        },
      ),
    );
    expect(decision).toMatchObject({
      operation: {
        sync: {
          resources: [{ kind: 'ConfigMap', namespace: 'ns', name: 'a' }],
          autoHealAttemptsCount: 2,
        },
      },
    });
  });
});

test.each([
  [0, 0],
  [1, 2_000],
  [2, 6_000],
  [3, 18_000],
  [9, 300_000],
])('self-heal back-off after %i attempts is %i ms', (count, delay) => {
  expect(selfHealDelay(count)).toBe(delay);
});
