import type { KubeObject } from '@fairway/kube';
import { describe, expect, test } from 'vitest';
import type { OperationState } from '../application/application.ts';
import { decide, type DecideInput } from './decide.ts';

const now = new Date('2026-01-01T00:01:00Z');
const operation = { initiatedBy: { automated: true }, sync: { revision: 'r1' } };
const running: OperationState = { phase: 'Running', operation, startedAt: '2026-01-01T00:00:58Z' };

function input(more: Partial<DecideInput> = {}): DecideInput {
  return {
    isDeleting: false,
    syncStatus: 'OutOfSync',
    resources: [],
    revision: 'r1',
    runningHooks: [],
    now,
    ...more,
  };
}

function hook(status: unknown): KubeObject {
  return { apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'migrate' }, status };
}

describe('without an operation', () => {
  const spec = {
    project: 'default',
    destination: {},
    source: { repoURL: 'x', path: '.' },
    syncPolicy: { automated: {} },
  };

  test('automated sync starts one', () => {
    expect(decide(input({ spec }))).toMatchObject({
      type: 'start',
      isHealing: false,
      operation: { sync: { revision: 'r1' } },
    });
  });

  test('a spec or a revision that is not known starts none', () => {
    expect(decide(input())).toEqual({ type: 'idle' });
    const { revision: _, ...unresolved } = input({ spec });
    expect(decide(unresolved)).toEqual({ type: 'idle' });
  });

  test('why it does not start is told', () => {
    const state: OperationState = {
      ...running,
      phase: 'Failed',
      message: 'no',
      syncResult: { revision: 'r1', source: spec.source },
    };
    expect(decide(input({ spec, state }))).toEqual({
      type: 'idle',
      syncError: 'Failed last sync attempt to r1: no',
    });
  });
});

describe('with an operation', () => {
  test('a new one begins', () => {
    expect(decide(input({ operation }))).toEqual({
      type: 'continue',
      state: { operation, phase: 'Running', startedAt: '2026-01-01T00:01:00Z' },
    });
  });

  test('a new one begins after an old one ended', () => {
    const state: OperationState = { ...running, phase: 'Succeeded' };
    expect(decide(input({ operation, state }))).toMatchObject({
      type: 'continue',
      state: { startedAt: '2026-01-01T00:01:00Z' },
    });
  });

  test('one that runs goes on', () => {
    expect(decide(input({ operation, state: running }))).toEqual({
      type: 'continue',
      state: running,
    });
  });

  test('Terminating ends it', () => {
    expect(decide(input({ operation, state: { ...running, phase: 'Terminating' } }))).toMatchObject(
      { type: 'terminate', reason: 'Operation terminated' },
    );
  });
});

describe('retry', () => {
  const retry = { limit: 3, backoff: { duration: '10s' } };
  const state: OperationState = {
    ...running,
    operation: { ...operation, retry },
    finishedAt: '2026-01-01T00:00:55Z',
    retryCount: 1,
    syncResult: { revision: 'r1', resources: [] },
  };

  test('waits until its time', () => {
    expect(decide(input({ operation, state }))).toEqual({
      type: 'idle',
      wakeAt: new Date('2026-01-01T00:01:05Z'),
    });
  });

  test('begins anew with the pinned revision', () => {
    const due = { ...state, finishedAt: '2026-01-01T00:00:49Z' };
    const action = decide(input({ operation, state: due }));
    expect(action).toMatchObject({
      type: 'continue',
      state: { retryCount: 1, syncResult: { revision: 'r1', resources: [] } },
    });
    expect(action.type === 'continue' && action.state.finishedAt).toBeUndefined();
  });

  test('gives way to a newer commit', () => {
    expect(decide(input({ operation, state, revision: 'r2' }))).toMatchObject({
      type: 'terminate',
      reason: 'Operation terminated: it gave way to revision r2',
    });
  });
});

describe('a newer commit', () => {
  test('ends an automated operation that waits for resources', () => {
    expect(decide(input({ operation, state: running, revision: 'r2' })).type).toBe('terminate');
  });

  test('is not all: a changed source ends it too', () => {
    const source = { repoURL: 'x', path: '.', helm: { valuesObject: { tag: 'old' } } };
    const spec = {
      project: 'default',
      destination: {},
      source: { ...source, helm: { valuesObject: { tag: 'new' } } },
    };
    const state = { ...running, syncResult: { revision: 'r1', source } };
    expect(decide(input({ spec, operation, state }))).toMatchObject({
      type: 'terminate',
      reason: 'Operation terminated: it gave way to a changed source',
    });
    expect(decide(input({ spec: { ...spec, source }, operation, state })).type).toBe('continue');
  });

  test('never ends an operation that a person asked for', () => {
    const asked = { ...operation, initiatedBy: { username: 'admin' } };
    expect(
      decide(input({ operation: asked, state: { ...running, operation: asked }, revision: 'r2' }))
        .type,
    ).toBe('continue');
  });

  test('does not cut off a hook whose Pod is at work', () => {
    const action = decide(
      input({
        operation,
        state: { ...running, startedAt: '2026-01-01T00:00:00Z' },
        revision: 'r2',
        runningHooks: [hook({ ready: 1 })],
      }),
    );
    expect(action).toMatchObject({ type: 'continue' });
    expect(action.type === 'continue' && action.wakeAt).toBeUndefined();
  });

  test('gives a hook that has not come up a while', () => {
    const given = input({
      operation,
      state: running,
      revision: 'r2',
      runningHooks: [hook({ active: 1 })],
    });
    expect(decide(given)).toMatchObject({
      type: 'continue',
      wakeAt: new Date('2026-01-01T00:01:08Z'),
    });
    expect(decide({ ...given, now: new Date('2026-01-01T00:01:08Z') }).type).toBe('terminate');
  });
});
