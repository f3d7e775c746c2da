import type { PodSpec } from '@fairway/kube';
import { describe, expect, test } from 'vitest';
import { nextBackOff, retryTime, type BackOff } from './back-off.ts';
import { newRecords, type ContainerPhase, type ContainerRecord } from './container-record.ts';
import { nextStep } from './next-step.ts';
import { backingOff, exited, notStarted, running, starting, stoppedByUs } from './pod-records.ts';

const now = Date.parse('2026-01-01T00:10:00Z');
const waiting: ContainerPhase = { phase: 'waiting', reason: 'ContainerCreating' };
const runs: ContainerPhase = { phase: 'running', startedAt: '', containerId: '' };
const ended = (exitCode: number, finishedAt = '2026-01-01T00:10:00Z'): ContainerPhase => ({
  phase: 'exited',
  terminated: { exitCode, finishedAt },
});

function record(
  name: string,
  state: ContainerPhase,
  changes: Partial<ContainerRecord> = {},
): ContainerRecord {
  return {
    name,
    kind: 'app',
    attempts: 1,
    state,
    imageId: '',
    started: false,
    ready: false,
    ...changes,
  };
}

const app = { containers: [{ name: 'a' }, { name: 'b' }] } satisfies PodSpec;
const withInit = {
  ...app,
  initContainers: [{ name: 'i' }, { name: 's', restartPolicy: 'Always' as const }],
};
const facts = { deleting: false, startedAt: now - 5000 };
const backOff: BackOff = { delayMs: 20_000, updatedAt: now - 30_000 };
const init = (state: ContainerPhase): ContainerRecord => record('i', state, { kind: 'init' });
const sidecar = (state: ContainerPhase, started = false): ContainerRecord =>
  record('s', state, { kind: 'sidecar', started });

describe('what to do next', () => {
  test.each<[string, Partial<PodSpec>, ContainerRecord[], object]>([
    [
      'all app containers at once',
      {},
      [record('a', waiting), record('b', waiting)],
      { start: ['a', 'b'], stop: false },
    ],
    [
      'nothing while they run',
      {},
      [record('a', runs), record('b', { phase: 'starting' })],
      { start: [], stop: false },
    ],
    [
      'first the init container',
      {},
      [init(waiting), record('a', waiting)],
      { start: ['i'], stop: false },
    ],
    [
      'nothing else while it runs',
      {},
      [init(runs), record('a', waiting)],
      { start: [], stop: false },
    ],
    [
      'then the sidecar',
      {},
      [init(ended(0)), sidecar(waiting), record('a', waiting)],
      { start: ['s'] },
    ],
    [
      'the apps wait for the sidecar',
      {},
      [init(ended(0)), sidecar(runs), record('a', waiting)],
      { start: [] },
    ],
    [
      'the apps beside the sidecar',
      {},
      [init(ended(0)), sidecar(runs, true), record('a', waiting)],
      { start: ['a'] },
    ],
    [
      'a sidecar again, whatever the policy',
      { restartPolicy: 'Never' },
      [sidecar(ended(1), true), record('a', runs)],
      { start: ['s'] },
    ],
    ['a failed init again', {}, [init(ended(1)), record('a', waiting)], { start: ['i'] }],
    [
      'a failed init ends the pod',
      { restartPolicy: 'Never' },
      [init(ended(1)), record('a', waiting)],
      { start: [], outcome: 'Failed' },
    ],
    [
      'restart at once the first time',
      {},
      [record('a', ended(1)), record('b', runs)],
      { start: ['a'] },
    ],
    [
      'restart later after that',
      {},
      [record('a', ended(1), { backOff }), record('b', runs)],
      { start: [], wakeAt: now + 20_000 },
    ],
    ['also after a success', {}, [record('a', ended(0)), record('b', runs)], { start: ['a'] }],
    [
      'not OnFailure',
      { restartPolicy: 'OnFailure' },
      [record('a', ended(0)), record('b', runs)],
      { start: [] },
    ],
    [
      'done',
      { restartPolicy: 'OnFailure' },
      [record('a', ended(0)), record('b', ended(0))],
      { start: [], outcome: 'Succeeded' },
    ],
    [
      'failed',
      { restartPolicy: 'Never' },
      [record('a', ended(2)), record('b', ended(0))],
      { start: [], outcome: 'Failed' },
    ],
    [
      'done, but a sidecar runs',
      { restartPolicy: 'Never' },
      [sidecar(runs, true), record('a', ended(0))],
      { stop: true, outcome: 'Succeeded' },
    ],
    [
      'wait for the retry',
      {},
      [record('a', { ...waiting, retryAt: now + 7 }), record('b', runs)],
      { start: [], wakeAt: now + 7 },
    ],
    [
      'the deadline comes',
      { activeDeadlineSeconds: 10 },
      [record('a', runs), record('b', runs)],
      { start: [], wakeAt: now + 5000 },
    ],
    [
      'the deadline is past',
      { activeDeadlineSeconds: 5 },
      [record('a', runs)],
      { start: [], stop: true, outcome: 'Failed' },
    ],
  ])('%s', (_, spec, records, step) => {
    expect(nextStep({ ...withInit, ...spec }, records, facts, now)).toMatchObject(step);
  });

  test('a pod that is deleted starts nothing and stops what lives', () => {
    const deleting = { ...facts, deleting: true };
    expect(nextStep(app, [record('a', waiting), record('b', runs)], deleting, now)).toEqual({
      start: [],
      stop: true,
    });
    expect(nextStep(app, [record('a', ended(0)), record('b', waiting)], deleting, now)).toEqual({
      start: [],
      stop: false,
    });
  });
});

describe('back-off', () => {
  test('10 s, doubling to 5 min, and afresh after 10 quiet minutes', () => {
    const delays: number[] = [];
    let current: BackOff | undefined;
    for (let turn = 0; turn < 7; turn++) {
      current = nextBackOff(current, now, now);
      delays.push(current.delayMs / 1000);
    }
    expect(delays).toEqual([10, 20, 40, 80, 160, 300, 300]);
    expect(nextBackOff(current, now + 601_000, now + 601_000).delayMs).toBe(10_000);
    expect(retryTime(current, now + 601_000)).toBe(now + 601_000);
    expect(retryTime(current, now + 599_000)).toBe(now + 899_000);
    expect(retryTime(undefined, now)).toBe(now);
  });
});

describe('records', () => {
  const [first] = newRecords(app);
  if (first === undefined) throw new Error('no record');

  test('a new pod waits, in the order of its init containers', () => {
    expect(newRecords(withInit).map(({ name, kind }) => [name, kind])).toEqual([
      ['i', 'init'],
      ['s', 'sidecar'],
      ['a', 'app'],
      ['b', 'app'],
    ]);
    expect(newRecords(withInit)[2]?.state).toEqual({ phase: 'waiting', reason: 'PodInitializing' });
    expect(first.state).toEqual(waiting);
  });

  test('a restart keeps the last end and adds to the back-off', () => {
    const once = exited(running(starting(first, now), 's', 'id', 'sha'), {
      exitCode: 1,
      finishedAt: '2026-01-01T00:10:00Z',
    });
    expect(once).toMatchObject({ attempts: 1, started: false });
    expect(once.backOff).toBeUndefined();
    const twice = starting(once, now);
    expect(twice).toMatchObject({
      attempts: 2,
      last: { exitCode: 1 },
      backOff: { delayMs: 10_000 },
    });
  });

  test('what was not started does not count', () => {
    const failed = notStarted(starting(first, now), 'CreateContainerError', 'why', now);
    expect(failed).toMatchObject({
      attempts: 0,
      state: { reason: 'CreateContainerError', retryAt: now + 5000 },
    });
    const unpulled = notStarted(starting(failed, now), 'ErrImagePull', 'why', now);
    expect(unpulled).toMatchObject({
      attempts: 0,
      state: { reason: 'ErrImagePull', retryAt: now + 10_000 },
    });
    expect(backingOff(unpulled, 'img').state).toMatchObject({
      reason: 'ImagePullBackOff',
      message: 'Back-off pulling image "img": why',
    });
    expect(backingOff(failed, 'img')).toBe(failed);
  });

  test('an orderly stop costs no restart', () => {
    const live = running(starting(first, now), 's', 'id', 'sha');
    expect(stoppedByUs(live)).toMatchObject({ attempts: 0, state: waiting });
    const over = exited(live, { exitCode: 0 });
    expect(stoppedByUs(over)).toBe(over);
  });
});
