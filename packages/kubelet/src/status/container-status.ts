import {
  parseTime,
  type Container,
  type ContainerState,
  type ContainerStatus,
  type Pod,
} from '@fairway/kube';
import { retryTime } from '../pods/back-off.ts';
import type { ContainerRecord } from '../pods/container-record.ts';
import { policyOf, startTime } from '../pods/next-step.ts';

/** What Kubernetes says of one container (core/v1 ContainerStatus). */
export function containerStatus(
  pod: Pod,
  container: Container,
  record: ContainerRecord,
  over: boolean,
): ContainerStatus {
  const { state, last } = containerStates(pod, record, over);
  const running = record.state.phase === 'running';
  const id = containerId(record);
  return {
    name: container.name,
    state,
    lastState: last,
    ready: record.kind === 'init' ? completed(record) : running && record.ready,
    restartCount: Math.max(0, record.attempts - 1),
    image: container.image ?? '',
    imageID: record.imageId,
    ...(id === undefined ? {} : { containerID: id }),
    started: record.kind === 'init' ? false : running && record.started,
  };
}

function containerId(record: ContainerRecord): string | undefined {
  if (record.state.phase === 'running') return record.state.containerId;
  if (record.state.phase === 'exited') return record.state.terminated.containerID;
  return record.last?.containerID;
}

function completed(record: ContainerRecord): boolean {
  return record.state.phase === 'exited' && record.state.terminated.exitCode === 0;
}

function containerStates(
  pod: Pod,
  record: ContainerRecord,
  over: boolean,
): { state: ContainerState; last: ContainerState } {
  const { state } = record;
  const last = record.last === undefined ? {} : { terminated: record.last };
  if (state.phase === 'running')
    return { state: { running: { startedAt: state.startedAt } }, last };
  if (state.phase === 'starting')
    return { state: { waiting: { reason: 'ContainerCreating' } }, last };
  if (state.phase === 'waiting') {
    const { reason, message } = state;
    return { state: { waiting: { reason, ...(message === undefined ? {} : { message }) } }, last };
  }
  const { terminated } = state;
  const finishedAt = parseTime(terminated.finishedAt) ?? 0;
  const delayMs = retryTime(record.backOff, finishedAt) - finishedAt;
  const again = !over && startTime(record, policyOf(record, pod.spec)) !== undefined;
  if (!again || delayMs === 0) return { state: { terminated }, last };
  const message = backOffMessage(pod, record, delayMs);
  return {
    state: { waiting: { reason: 'CrashLoopBackOff', message } },
    last: { terminated },
  };
}

/** The text that kubectl users know. */
function backOffMessage(pod: Pod, record: ContainerRecord, delayMs: number): string {
  const { name, namespace, uid } = pod.metadata;
  return `back-off ${duration(delayMs)} restarting failed container=${record.name} pod=${name}_${namespace}(${uid})`;
}

/** A Go duration of whole seconds: `40s`, `2m40s`, `5m0s`. */
function duration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  return seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m${seconds % 60}s`;
}
