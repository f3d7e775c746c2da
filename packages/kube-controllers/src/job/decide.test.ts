import type { Job, Pod } from '@fairway/kube';
import { describe, expect, test } from 'vitest';
import { ago, now, pod } from '../_objects.ts';
import { decideJob } from './decide.ts';

function job(spec: Partial<Job['spec']> = {}, status?: Job['status']): Job {
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: 'once', namespace: 'default', uid: 'uid-job' },
    spec: {
      completions: 1,
      parallelism: 1,
      backoffLimit: 2,
      template: { spec: { containers: [], restartPolicy: 'Never' } },
      ...spec,
    },
    ...(status === undefined ? {} : { status }),
  };
}

function ended(name: string, phase: 'Succeeded' | 'Failed', seconds = 600): Pod {
  const terminated = { exitCode: 1, finishedAt: ago(seconds) };
  const container = { name: 'a', ready: false, restartCount: 0, image: '', imageID: '' };
  const status = { phase, containerStatuses: [{ ...container, state: { terminated } }] };
  return pod(name, { status });
}

function decide(target: Job, pods: Pod[] = []): ReturnType<typeof decideJob> {
  return decideJob({ job: target, pods, now });
}

function conditions(decision: ReturnType<typeof decideJob>): unknown[] {
  return (decision.status.conditions ?? []).map((one) => [one.type, one.reason]);
}

describe('decideJob', () => {
  test('starts', () => {
    const decision = decide(job());
    expect(decision).toMatchObject({ create: 1, status: { startTime: '2026-01-01T12:00:00Z' } });
  });

  test('runs as many at a time as asked, and no more than are left', () => {
    expect(decide(job({ completions: 5, parallelism: 3 })).create).toBe(3);
    const pods = [ended('a', 'Succeeded'), ended('b', 'Succeeded'), pod('c')];
    expect(decide(job({ completions: 4, parallelism: 3 }), pods).create).toBe(1);
    expect(
      decide(job({ completions: 4, parallelism: 1 }), [pod('a'), pod('b')]).deletePods,
    ).toHaveLength(1);
  });

  test('completes', () => {
    const decision = decide(job(), [ended('a', 'Succeeded')]);
    expect(decision.status).toMatchObject({ succeeded: 1, completionTime: '2026-01-01T12:00:00Z' });
    expect(conditions(decision)).toEqual([
      ['SuccessCriteriaMet', 'CompletionsReached'],
      ['Complete', 'CompletionsReached'],
    ]);
    expect(decide(job({}, decision.status), [])).toMatchObject({
      create: 0,
      status: decision.status,
    });
  });

  test('tries again after a pause that doubles', () => {
    expect(decide(job(), [ended('a', 'Failed', 4)])).toMatchObject({
      create: 0,
      requeueAfterMs: 6000,
    });
    expect(decide(job(), [ended('a', 'Failed', 10)]).create).toBe(1);
    const two = [ended('a', 'Failed', 60), ended('b', 'Failed', 12)];
    expect(decide(job(), two)).toMatchObject({ create: 0, requeueAfterMs: 8000 });
  });

  test('fails beyond its limit and takes down what runs', () => {
    const pods = [ended('a', 'Failed'), ended('b', 'Failed'), ended('c', 'Failed'), pod('d')];
    const decision = decide(job({ parallelism: 2 }), pods);
    expect(conditions(decision)).toEqual([
      ['FailureTarget', 'BackoffLimitExceeded'],
      ['Failed', 'BackoffLimitExceeded'],
    ]);
    expect(decision.deletePods.map((one) => one.metadata.name)).toEqual(['d']);
    expect(decision.status).toMatchObject({ failed: 3 });
  });

  test('restarts in place count too', () => {
    const container = { name: 'a', ready: false, restartCount: 3, image: '', imageID: '' };
    const restarting = pod('a', { status: { containerStatuses: [container] } });
    const template = { spec: { containers: [], restartPolicy: 'OnFailure' as const } };
    expect(conditions(decide(job({ template }), [restarting]))).toContainEqual([
      'Failed',
      'BackoffLimitExceeded',
    ]);
    expect(conditions(decide(job(), [restarting]))).toEqual([]);
  });

  test('fails at its deadline, and wakes up for it', () => {
    const late = job({ activeDeadlineSeconds: 30 }, { startTime: ago(31) });
    expect(conditions(decide(late, [pod('a')]))).toContainEqual(['Failed', 'DeadlineExceeded']);
    const early = job({ activeDeadlineSeconds: 30 }, { startTime: ago(20) });
    expect(decide(early, [pod('a')]).requeueAfterMs).toBe(10_000);
  });

  test('a suspended Job has no pods', () => {
    const decision = decide(job({ suspend: true }), [pod('a')]);
    expect(decision.deletePods).toHaveLength(1);
    expect(conditions(decision)).toEqual([['Suspended', 'JobSuspended']]);
    expect(conditions(decide(job({}, decision.status)))).toEqual([['Suspended', 'JobResumed']]);
  });

  test('without completions the first success is enough', () => {
    const target = job({ parallelism: 2 });
    delete target.spec.completions;
    expect(decide(target).create).toBe(2);
    const half = [ended('a', 'Succeeded'), pod('b')];
    expect(decide(target, half)).toMatchObject({ create: 0, deletePods: [] });
    expect(conditions(decide(target, [ended('a', 'Succeeded')]))).toContainEqual([
      'Complete',
      'CompletionsReached',
    ]);
  });

  test('pods that are gone stay counted', () => {
    const target = job({ completions: 3 }, { succeeded: 2, startTime: ago(5) });
    expect(decide(target).status.succeeded).toBe(2);
  });

  test('goes when its time after the end is over', () => {
    const done = {
      conditions: [{ type: 'Complete', status: 'True' as const, lastTransitionTime: ago(10) }],
    };
    expect(decide(job({ ttlSecondsAfterFinished: 10 }, done)).deleteJob).toBe(true);
    expect(decide(job({ ttlSecondsAfterFinished: 12 }, done))).toMatchObject({
      deleteJob: false,
      requeueAfterMs: 2000,
    });
    expect(decide(job({}, done)).deleteJob).toBe(false);
  });
});
