import type { Pod } from '@fairway/kube';
import { expect, test } from 'vitest';
import type { ContainerPhase, ContainerRecord } from '../pods/container-record.ts';
import { podStatus, type StatusInput } from './pod-status.ts';

const pod: Pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web', namespace: 'team', uid: 'u1' },
  spec: { containers: [{ name: 'b', image: 'img:1' }, { name: 'a' }] },
  status: {
    conditions: [
      { type: 'Ready', status: 'False', lastTransitionTime: 'T0' },
      { type: 'PodScheduled', status: 'True', lastTransitionTime: 'T0' },
      { type: 'DisruptionTarget', status: 'True', lastTransitionTime: 'T0' },
    ],
  },
};
const runs: ContainerPhase = { phase: 'running', startedAt: 'S', containerId: 'fairway://x' };

function status(
  states: Partial<ContainerRecord>[],
  changes: Partial<StatusInput> = {},
): ReturnType<typeof podStatus> {
  const records = states.map((state, index): ContainerRecord => ({
    name: index === 0 ? 'b' : 'a',
    kind: 'app',
    attempts: 1,
    imageId: 'sha',
    started: true,
    ready: true,
    state: runs,
    ...state,
  }));
  return podStatus({
    pod,
    records,
    startTime: 'S',
    podIP: '127.1.2.3',
    hostIP: '127.0.0.1',
    now: 'T1',
    ...changes,
  });
}

const words = ({ conditions }: ReturnType<typeof podStatus>): unknown =>
  conditions?.map(({ type, status, reason, lastTransitionTime }) =>
    [type, status, reason, lastTransitionTime].join(' '),
  );

test('a running pod: sorted containers, conditions that keep their time, others kept', () => {
  const running = status([{}, { ready: false }]);
  expect(running).toMatchObject({
    phase: 'Running',
    podIP: '127.1.2.3',
    podIPs: [{ ip: '127.1.2.3' }],
    hostIPs: [{ ip: '127.0.0.1' }],
    startTime: 'S',
  });
  expect(running.containerStatuses).toMatchObject([
    { name: 'a', ready: false },
    {
      name: 'b',
      ready: true,
      started: true,
      restartCount: 0,
      image: 'img:1',
      imageID: 'sha',
      containerID: 'fairway://x',
      lastState: {},
      state: { running: { startedAt: 'S' } },
    },
  ]);
  expect(words(running)).toEqual([
    'PodReadyToStartContainers True  T1',
    'Initialized True  T1',
    'Ready False ContainersNotReady T0',
    'ContainersReady False ContainersNotReady T1',
    'PodScheduled True  T0',
    'DisruptionTarget True  T0',
  ]);
  expect(running.conditions?.[2]?.message).toBe('containers with unready status: [a]');
  expect(words(status([{}, {}]))).toContain('Ready True  T1');
});

test('waiting, starting, crashed', () => {
  const waiting: ContainerPhase = { phase: 'waiting', reason: 'ErrImagePull', message: 'why' };
  const pending = status([{ state: waiting, attempts: 0 }, { state: { phase: 'starting' } }]);
  expect(pending.phase).toBe('Pending');
  expect(pending.containerStatuses?.map(({ state }) => state)).toEqual([
    { waiting: { reason: 'ContainerCreating' } },
    { waiting: { reason: 'ErrImagePull', message: 'why' } },
  ]);
  const terminated = { exitCode: 1, finishedAt: '2026-01-01T00:00:00Z' };
  const updatedAt = Date.parse(terminated.finishedAt);
  const crashed = status([
    {
      attempts: 3,
      state: { phase: 'exited', terminated },
      backOff: { delayMs: 160_000, updatedAt },
    },
    {},
  ]);
  expect(crashed.phase).toBe('Running');
  expect(crashed.containerStatuses?.[1]).toMatchObject({
    restartCount: 2,
    state: {
      waiting: {
        reason: 'CrashLoopBackOff',
        message: 'back-off 2m40s restarting failed container=b pod=web_team(u1)',
      },
    },
    lastState: { terminated },
  });
});

test('the end of a pod', () => {
  const over: ContainerPhase = { phase: 'exited', terminated: { exitCode: 0 } };
  const done = status([{ state: over }, { state: over }], { outcome: 'Succeeded' });
  expect(done.phase).toBe('Succeeded');
  expect(words(done)).toEqual(
    expect.arrayContaining(['Ready False PodCompleted T0', 'Initialized True PodCompleted T1']),
  );
  const late = status([{ state: over }, {}], {
    outcome: 'Failed',
    reason: 'DeadlineExceeded',
    message: 'm',
  });
  expect(late).toMatchObject({ phase: 'Failed', reason: 'DeadlineExceeded', message: 'm' });
  expect(words(late)).toContain('Ready False PodFailed T0');
});

test('readiness gates hold a pod back', () => {
  const gated = { ...pod, spec: { ...pod.spec, readinessGates: [{ conditionType: 'x/y' }] } };
  expect(words(status([{}, {}], { pod: gated }))).toContain(
    'Ready False ReadinessGatesNotReady T0',
  );
  const open = { ...gated, status: { conditions: [{ type: 'x/y', status: 'True' as const }] } };
  expect(words(status([{}, {}], { pod: open }))).toContain('Ready True  T1');
});

test('init containers come first and are ready when done', () => {
  const withInit = { ...pod, spec: { ...pod.spec, initContainers: [{ name: 'b' }] } };
  const waiting: ContainerPhase = { phase: 'waiting', reason: 'PodInitializing' };
  const begun = status([{ kind: 'init' }, { state: waiting, attempts: 0 }], { pod: withInit });
  expect(begun.phase).toBe('Pending');
  expect(begun.initContainerStatuses).toMatchObject([{ name: 'b', ready: false, started: false }]);
  expect(words(begun)).toContain('Initialized False ContainersNotInitialized T1');
});
