import type { KubeObject } from '@fairway/kube';
import { describe, expect, test } from 'vitest';
import type { HookDeletePolicy } from './hooks.ts';
import { judgeTasks } from './judge-tasks.ts';
import { hooksToRelease, nextStep, stepAfterRun, type SyncStep } from './next-step.ts';
import type { SyncTask } from './sync-task.ts';

type Change = Partial<SyncTask> & {
  name?: string;
  status2?: unknown;
  policies?: HookDeletePolicy[];
};

function task({ name = 'a', policies = [], ...change }: Change = {}): SyncTask {
  const kind = change.isHook ? 'Job' : 'Deployment';
  const apiVersion = change.isHook ? 'batch/v1' : 'apps/v1';
  const target: KubeObject = { apiVersion, kind, metadata: { name, namespace: 'ns' } };
  return {
    phase: 'Sync',
    wave: 0,
    key: { group: change.isHook ? 'batch' : 'apps', kind, namespace: 'ns', name },
    target,
    isHook: false,
    isModified: true,
    deletePolicies: new Set(policies),
    ...change,
  };
}

const live = (status: unknown, metadata = {}): KubeObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'a', namespace: 'ns', ...metadata },
  spec: { replicas: 1 },
  status,
});
const job = (type?: string, metadata = {}): KubeObject => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name: 'a', namespace: 'ns', ...metadata },
  status: { conditions: type === undefined ? [] : [{ type, status: 'True', message: 'm' }] },
});
const checked = { isChecked: true, applyOutOfSyncOnly: false };

function next(tasks: readonly SyncTask[], context = checked): SyncStep {
  return nextStep(judgeTasks(tasks), context);
}

function names(step: SyncStep): readonly string[] {
  return step.type === 'run' || step.type === 'check'
    ? step.tasks.map((item) => item.key.name)
    : [];
}

describe('one step', () => {
  test('first of all everything is checked', () => {
    expect(next([task()], { ...checked, isChecked: false }).type).toBe('check');
  });

  test('the first pending phase and wave is run', () => {
    const step = next([
      task({ name: 'a', wave: 1 }),
      task({ name: 'b', wave: 1 }),
      task({ name: 'c', wave: 2 }),
    ]);
    expect(names(step)).toEqual(['a', 'b']);
  });

  test('without tasks the sync succeeds', () => {
    expect(next([])).toMatchObject({
      type: 'finish',
      phase: 'Succeeded',
      message: 'successfully synced (no more tasks)',
    });
  });

  test('ApplyOutOfSyncOnly leaves out what is in sync', () => {
    const same = task({ name: 'same', isModified: false, live: live({}) });
    expect(
      names(next([same, task({ name: 'new' })], { ...checked, applyOutOfSyncOnly: true })),
    ).toEqual(['new']);
  });

  test('SyncFail hooks do not run while all goes well', () => {
    expect(names(next([task(), task({ name: 'alarm', phase: 'SyncFail', isHook: true })]))).toEqual(
      ['a'],
    );
  });
});

describe('waiting', () => {
  const later = task({ name: 'later', wave: 1 });

  test.each<[string, SyncTask, SyncStep['type']]>([
    ['Progressing waits', task({ state: 'Running', live: live({ updatedReplicas: 0 }) }), 'wait'],
    [
      'Healthy goes on',
      task({
        state: 'Running',
        live: live({ replicas: 1, updatedReplicas: 1, availableReplicas: 1 }),
      }),
      'run',
    ],
    ['a running hook waits', task({ isHook: true, state: 'Running', live: job() }), 'wait'],
    [
      'a completed hook goes on',
      task({ isHook: true, state: 'Running', live: job('Complete') }),
      'run',
    ],
    [
      'a suspended hook waits',
      task({ isHook: true, state: 'Running', live: job('Suspended') }),
      'wait',
    ],
  ])('%s', (_, first, expected) => {
    expect(next([first, later]).type).toBe(expected);
  });

  test('a resource without health check is done at once', () => {
    const config = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } };
    expect(names(next([task({ state: 'Running', live: config, target: config }), later]))).toEqual([
      'later',
    ]);
  });

  test('the message names the first and counts the others', () => {
    const running = live({ updatedReplicas: 0 });
    const tasks = [
      task({ state: 'Running', live: running }),
      task({ name: 'b', state: 'Running', live: running }),
      later,
    ];
    expect(next(tasks)).toEqual({
      type: 'wait',
      message: 'waiting for healthy state of apps/Deployment/a and 1 more resources',
    });
    expect(next([task({ isHook: true, state: 'Running', live: job() })])).toEqual({
      type: 'wait',
      message: 'waiting for completion of hook batch/Job/a',
    });
  });

  test('what was pruned is waited for until it is gone', () => {
    const going = task({
      live: live({}, { deletionTimestamp: 'now' }),
      status: 'Pruned',
      state: 'Succeeded',
    });
    const { target: _, ...pruned } = going;
    expect(next([pruned, later])).toEqual({
      type: 'wait',
      message: 'waiting for deletion of apps/Deployment/a',
    });
  });
});

describe('failure', () => {
  test.each<[string, SyncTask, string]>([
    [
      'Degraded',
      task({
        state: 'Running',
        live: live({ conditions: [{ type: 'Progressing', reason: 'ProgressDeadlineExceeded' }] }),
      }),
      'Deployment "a" exceeded its progress deadline',
    ],
    ['a failed hook', task({ isHook: true, state: 'Running', live: job('Failed') }), 'm'],
    [
      'missing while waiting',
      task({ state: 'Running' }),
      'Resource apps/Deployment/a is missing, it might have been deleted',
    ],
  ])('%s ends the sync with the reason', (_, failed, reason) => {
    expect(next([failed, task({ name: 'later', wave: 1 })])).toMatchObject({
      type: 'finish',
      phase: 'Failed',
      message: `one or more synchronization tasks completed unsuccessfully, reason: ${reason}`,
    });
  });

  const broken = task({ status: 'SyncFailed', state: 'Failed', message: 'no' });
  const alarm = task({ name: 'alarm', phase: 'SyncFail', isHook: true });

  test('an object that cannot be applied fails the sync at once', () => {
    expect(stepAfterRun([broken], [broken], [task({ wave: 1 })])).toMatchObject({
      type: 'finish',
      phase: 'Failed',
      message: 'one or more objects failed to apply, reason: no',
    });
  });

  test('SyncFail tasks run, are waited for, then the sync fails', () => {
    expect(stepAfterRun([broken, alarm], [broken], [])).toMatchObject({
      type: 'run',
      tasks: [alarm],
    });
    expect(next([broken, { ...alarm, state: 'Running', live: job() }]).type).toBe('wait');
    expect(next([broken, { ...alarm, state: 'Running', live: job('Complete') }])).toMatchObject({
      type: 'finish',
      phase: 'Failed',
    });
  });

  test('hooks with HookFailed are deleted', () => {
    const done = task({
      name: 'pre',
      isHook: true,
      state: 'Succeeded',
      live: job('Complete'),
      policies: ['HookFailed'],
    });
    const other = task({
      name: 'other',
      isHook: true,
      state: 'Succeeded',
      live: job('Complete'),
      policies: ['HookSucceeded'],
    });
    const step = next([done, other, broken]);
    expect(step.type === 'finish' && step.deleteHooks.map((hook) => hook.key.name)).toEqual([
      'pre',
    ]);
  });
});

describe('after a group was run', () => {
  test('single-step: succeeds without waiting for health', () => {
    const ran = task({ state: 'Running', status: 'Synced' });
    expect(stepAfterRun([ran], [ran], [])).toMatchObject({
      type: 'finish',
      message: 'successfully synced (all tasks run)',
    });
  });

  test('hooks or later waves go on', () => {
    const ran = task({ state: 'Running', status: 'Synced' });
    expect(stepAfterRun([ran], [ran], [task({ wave: 1 })])).toBeUndefined();
  });

  test('a completed hook that our finalizer keeps is released', () => {
    const kept = { finalizers: ['argocd.argoproj.io/hook-finalizer'] };
    const tasks = judgeTasks([
      task({ name: 'a', isHook: true, state: 'Running', live: job('Complete', kept) }),
      task({ name: 'b', isHook: true, state: 'Running', live: job(undefined, kept) }),
      task({ name: 'c', isHook: true, state: 'Succeeded', live: job('Complete') }),
    ]);
    expect(hooksToRelease(tasks).map((item) => item.key.name)).toEqual(['a']);
  });
});
