import type { KubeObject } from '@fairway/kube';
import { describe, expect, test } from 'vitest';
import { podState } from './pod.ts';

function pod(status: object, spec: object = {}, metadata: object = {}): KubeObject {
  return { apiVersion: 'v1', kind: 'Pod', metadata, spec, status: { phase: 'Running', ...status } };
}

const container = (state: object, more: object = {}): object => ({
  name: 'c',
  state,
  restartCount: 0,
  ...more,
});
const running = container({ running: {} }, { ready: true });
const init = { initContainers: [{ name: 'i' }, { name: 'j' }] };

describe('the status that kubectl shows', () => {
  test.each([
    ['pending', pod({ phase: 'Pending' }), 'Pending', 0],
    ['running', pod({ containerStatuses: [running] }), 'Running', 1],
    [
      'creating',
      pod({
        phase: 'Pending',
        containerStatuses: [container({ waiting: { reason: 'ContainerCreating' } })],
      }),
      'ContainerCreating',
      0,
    ],
    [
      'crashing',
      pod({
        containerStatuses: [
          running,
          container({ waiting: { reason: 'CrashLoopBackOff' } }, { restartCount: 3 }),
        ],
      }),
      'CrashLoopBackOff',
      1,
    ],
    [
      'failed by code',
      pod({ containerStatuses: [container({ terminated: { exitCode: 2 } })] }),
      'ExitCode:2',
      0,
    ],
    [
      'failed by signal',
      pod({ containerStatuses: [container({ terminated: { exitCode: 137, signal: 9 } })] }),
      'Signal:9',
      0,
    ],
    [
      'out of memory',
      pod({
        containerStatuses: [container({ terminated: { exitCode: 137, reason: 'OOMKilled' } })],
      }),
      'OOMKilled',
      0,
    ],
    [
      'done',
      pod({
        phase: 'Succeeded',
        containerStatuses: [container({ terminated: { exitCode: 0, reason: 'Completed' } })],
      }),
      'Completed',
      0,
    ],
    [
      'one done, one running, ready',
      pod({
        conditions: [{ type: 'Ready', status: 'True' }],
        containerStatuses: [container({ terminated: { reason: 'Completed' } }), running],
      }),
      'Running',
      1,
    ],
    [
      'one done, one running, not ready',
      pod({ containerStatuses: [container({ terminated: { reason: 'Completed' } }), running] }),
      'NotReady',
      1,
    ],
    ['evicted', pod({ phase: 'Failed', reason: 'Evicted' }), 'Evicted', 0],
    [
      'initializing',
      pod(
        {
          phase: 'Pending',
          initContainerStatuses: [
            container({ terminated: { exitCode: 0 } }),
            container({ waiting: { reason: 'PodInitializing' } }),
          ],
        },
        init,
      ),
      'Init:1/2',
      0,
    ],
    [
      'init failed',
      pod(
        {
          phase: 'Pending',
          initContainerStatuses: [container({ terminated: { exitCode: 1, reason: 'Error' } })],
        },
        init,
      ),
      'Init:Error',
      0,
    ],
    [
      'init crashing',
      pod(
        {
          phase: 'Pending',
          initContainerStatuses: [container({ waiting: { reason: 'CrashLoopBackOff' } })],
        },
        init,
      ),
      'Init:CrashLoopBackOff',
      0,
    ],
    [
      'going',
      pod({ containerStatuses: [running] }, {}, { deletionTimestamp: '2026-01-01T00:00:00Z' }),
      'Terminating',
      1,
    ],
    [
      'done and going',
      pod({ phase: 'Succeeded' }, {}, { deletionTimestamp: '2026-01-01T00:00:00Z' }),
      'Succeeded',
      0,
    ],
    [
      'gated',
      pod({
        phase: 'Pending',
        conditions: [{ type: 'PodScheduled', status: 'False', reason: 'SchedulingGated' }],
      }),
      'SchedulingGated',
      0,
    ],
  ])('%s', (_, object, reason, ready) => {
    expect(podState(object)).toMatchObject({ reason, ready });
  });
});
