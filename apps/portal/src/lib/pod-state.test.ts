import { expect, test } from 'vitest';
import { podState } from './pod-state.ts';

test.each([
  [
    { phase: 'Running', ready: true, reason: null },
    { state: 'ready', word: 'Ready' },
  ],
  [
    { phase: 'Running', ready: false, reason: null },
    { state: 'starting', word: 'Not ready yet' },
  ],
  [
    { phase: 'Running', ready: false, reason: 'CrashLoopBackOff' },
    { state: 'failed', word: 'CrashLoopBackOff' },
  ],
  [
    { phase: 'Pending', ready: false, reason: null },
    { state: 'queued', word: 'Pending' },
  ],
  [
    { phase: 'Pending', ready: false, reason: 'ErrImagePull' },
    { state: 'failed', word: 'ErrImagePull' },
  ],
  [
    { phase: 'Pending', ready: false, reason: 'ContainerCreating' },
    { state: 'queued', word: 'ContainerCreating' },
  ],
  [
    { phase: 'Failed', ready: false, reason: null },
    { state: 'failed', word: 'Failed' },
  ],
  [
    { phase: 'Succeeded', ready: false, reason: 'Completed' },
    { state: 'done', word: 'Done' },
  ],
  [
    { phase: 'Unknown', ready: false, reason: null },
    { state: 'unknown', word: 'Unknown' },
  ],
])('%j', (pod, expected) => {
  expect(podState(pod)).toEqual(expected);
});
