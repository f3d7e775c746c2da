import type { ContainerStateTerminated } from '@fairway/kube';
import { parseTime } from '@fairway/kube';
import { nextBackOff } from './back-off.ts';
import type { ContainerRecord } from './container-record.ts';

/** A container whose next attempt begins; a restart adds to its back-off. */
export function starting(record: ContainerRecord, now: number): ContainerRecord {
  const { state } = record;
  const next = { ...record, attempts: record.attempts + 1, started: false, ready: false };
  if (state.phase !== 'exited') return { ...next, state: { phase: 'starting' } };
  const finishedAt = parseTime(state.terminated.finishedAt) ?? now;
  const backOff = nextBackOff(record.backOff, finishedAt, now);
  return { ...next, state: { phase: 'starting' }, last: state.terminated, backOff };
}

/** A container whose process runs. */
export function running(
  record: ContainerRecord,
  startedAt: string,
  containerId: string,
  imageId: string,
): ContainerRecord {
  const { imageFailures: _, ...rest } = record;
  return { ...rest, imageId, state: { phase: 'running', startedAt, containerId } };
}

/** A container whose process ended. */
export function exited(
  record: ContainerRecord,
  terminated: ContainerStateTerminated,
): ContainerRecord {
  return { ...record, state: { phase: 'exited', terminated }, started: false, ready: false };
}

/**
 * A container that could not be started. It does not count as an attempt; a failed image pull
 * backs off by itself, anything else is tried again soon.
 */
export function notStarted(
  record: ContainerRecord,
  reason: string,
  message: string,
  now: number,
): ContainerRecord {
  const before = { ...record, attempts: record.attempts - 1 };
  if (reason !== 'ErrImagePull') {
    return { ...before, state: { phase: 'waiting', reason, message, retryAt: now + retryMs } };
  }
  const imageFailures = nextBackOff(record.imageFailures, now, now);
  const retryAt = now + imageFailures.delayMs;
  return { ...before, imageFailures, state: { phase: 'waiting', reason, message, retryAt } };
}

const retryMs = 5000;

/** A container that an orderly stop of the server ended: started again without a restart counted. */
export function stoppedByUs(record: ContainerRecord): ContainerRecord {
  const live = record.state.phase === 'running' || record.state.phase === 'starting';
  if (!live) return record;
  return {
    ...record,
    attempts: record.attempts - 1,
    started: false,
    ready: false,
    state: { phase: 'waiting', reason: 'ContainerCreating' },
  };
}

/** ErrImagePull is told once; while it is waited for another try, the reason is another. */
export function backingOff(record: ContainerRecord, image: string): ContainerRecord {
  const { state } = record;
  if (state.phase !== 'waiting' || state.reason !== 'ErrImagePull') return record;
  const message = `Back-off pulling image "${image}": ${state.message ?? ''}`;
  return { ...record, state: { ...state, reason: 'ImagePullBackOff', message } };
}
