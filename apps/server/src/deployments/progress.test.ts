import { describe, expect, it } from 'vitest';
import { applicationProgress } from './application-progress.ts';
import { podProblem, rolloutProgress } from './rollout-progress.ts';

const release = { chartCommit: 'c1', digest: 'sha256:aa' };
const source = { targetRevision: 'c1', helm: { valuesObject: { image: { digest: 'sha256:aa' } } } };

function application(spec: unknown, status?: unknown) {
  return { apiVersion: 'argoproj.io/v1alpha1', kind: 'Application', metadata: {}, spec, status };
}

describe('applicationProgress', () => {
  const succeeded = { phase: 'Succeeded', syncResult: { revision: 'c1', source } };
  const conditions = [{ type: 'ComparisonError', message: 'bad' }];
  it.each([
    ['nothing yet', undefined, 'waiting'],
    ['no status', application({ source }), 'waiting'],
    ['another revision', application({ source: { ...source, targetRevision: 'c0' } }), 'other'],
    ['another digest', application({ source: { targetRevision: 'c1', helm: {} } }), 'other'],
    [
      'synced',
      application({ source }, { sync: { status: 'Synced' }, operationState: succeeded }),
      'synced',
    ],
    [
      'the status of the release before',
      application(
        { source },
        {
          sync: { status: 'Synced' },
          operationState: { phase: 'Succeeded', syncResult: { revision: 'c0' } },
        },
      ),
      'waiting',
    ],
    [
      'the same chart with another image',
      application(
        { source },
        {
          sync: { status: 'Synced' },
          operationState: { phase: 'Succeeded', syncResult: { revision: 'c1', source: {} } },
        },
      ),
      'waiting',
    ],
    [
      'failed',
      application({ source }, { operationState: { ...succeeded, phase: 'Failed', message: 'no' } }),
      'failed',
    ],
    [
      'a chart that does not render',
      application({ source }, { sync: { status: 'Unknown', comparedTo: { source } }, conditions }),
      'failed',
    ],
    [
      'the error of the release before',
      application(
        { source },
        {
          sync: {
            status: 'Unknown',
            comparedTo: { source: { ...source, targetRevision: 'c0' } },
          },
          conditions,
        },
      ),
      'waiting',
    ],
  ])('%s', (_name, object, state) => {
    expect(applicationProgress(object, release).state).toBe(state);
  });
});

function deployment(status: unknown, image = 'r/x@sha256:aa', generation = 2) {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { generation },
    spec: { replicas: 2, template: { spec: { containers: [{ image }] } } },
    status,
  };
}

const runningPod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'p' },
  spec: { containers: [{ image: 'r/x@sha256:aa' }] },
  status: { phase: 'Running' },
};

describe('rolloutProgress', () => {
  const pods = [runningPod, runningPod];
  it('has not started while a pod is only scheduled', () => {
    const observed = { observedGeneration: 2, replicas: 2, updatedReplicas: 2 };
    const pending = { ...runningPod, status: { phase: 'Pending' } };
    const progress = rolloutProgress(deployment(observed), [runningPod, pending], release);
    expect(progress).toMatchObject({ started: false, ready: false });
  });

  it.each([
    ['no object', undefined, 'waiting', false, false],
    ['another image', deployment({}, 'r/x@sha256:bb'), 'other', false, false],
    ['not observed', deployment({ observedGeneration: 1 }), 'waiting', false, false],
    [
      'started',
      deployment({ observedGeneration: 2, replicas: 3, updatedReplicas: 2, availableReplicas: 1 }),
      'waiting',
      true,
      false,
    ],
    [
      'an old pod left',
      deployment({ observedGeneration: 2, replicas: 3, updatedReplicas: 2, availableReplicas: 3 }),
      'waiting',
      true,
      false,
    ],
    [
      'done',
      deployment({ observedGeneration: 2, replicas: 2, updatedReplicas: 2, availableReplicas: 2 }),
      'done',
      true,
      true,
    ],
    [
      'late',
      deployment({
        observedGeneration: 2,
        updatedReplicas: 1,
        conditions: [{ type: 'Progressing', reason: 'ProgressDeadlineExceeded' }],
      }),
      'failed',
      false,
      false,
    ],
  ])('%s', (_name, object, state, started, ready) => {
    expect(rolloutProgress(object, pods, release)).toMatchObject({ state, started, ready });
  });
});

describe('podProblem', () => {
  const pod = (image: string, waiting: unknown) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'shop-1' },
    spec: { containers: [{ image }] },
    status: {
      containerStatuses: [
        {
          name: 'app',
          restartCount: 3,
          state: { waiting },
          lastState: { terminated: { exitCode: 1 } },
        },
      ],
    },
  });

  it('tells of a crashing pod of this release, and of no other', () => {
    const crash = { reason: 'CrashLoopBackOff' };
    expect(podProblem([pod('r/x@sha256:bb', crash)], release)).toBeUndefined();
    expect(
      podProblem([pod('r/x@sha256:aa', { reason: 'ContainerCreating' })], release),
    ).toBeUndefined();
    expect(podProblem([pod('r/x@sha256:aa', crash)], release)).toMatchObject({
      pod: 'shop-1',
      message: 'Pod shop-1 is in CrashLoopBackOff. It exited with code 1 after 3 restarts.',
    });
  });
});
