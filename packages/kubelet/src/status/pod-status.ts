import type { Condition, ContainerStatus, Pod, PodPhase, PodStatus } from '@fairway/kube';
import { containerOf, type ContainerRecord } from '../pods/container-record.ts';
import { podConditions } from './pod-conditions.ts';
import { containerStatus } from './container-status.ts';

/** What a pod's status is made from. */
export interface StatusInput {
  readonly pod: Pod;
  readonly records: readonly ContainerRecord[];
  readonly outcome?: 'Succeeded' | 'Failed';
  readonly reason?: string;
  readonly message?: string;
  /** API time text of the moment the kubelet took the pod. */
  readonly startTime: string;
  readonly podIP: string;
  readonly hostIP: string;
  /** API time text of now, for conditions that change. */
  readonly now: string;
}

/** The status that the kubelet writes; pure. Conditions of others are kept. */
export function podStatus(input: StatusInput): PodStatus {
  const { pod, records } = input;
  const statuses = records.map((record): [ContainerRecord, ContainerStatus] => {
    const container = containerOf(pod.spec, record.name) ?? { name: record.name };
    return [record, containerStatus(pod, container, record, input.outcome !== undefined)];
  });
  const of = (wanted: (record: ContainerRecord) => boolean): ContainerStatus[] =>
    statuses.filter(([record]) => wanted(record)).map(([, status]) => status);
  const init = of(({ kind }) => kind !== 'app');
  const apps = of(({ kind }) => kind === 'app').sort((a, b) => (a.name < b.name ? -1 : 1));
  const phase = podPhase(input);
  const conditions: Condition[] = podConditions(input, phase, apps);
  return {
    phase,
    conditions,
    ...(input.reason === undefined ? {} : { reason: input.reason }),
    ...(input.message === undefined ? {} : { message: input.message }),
    hostIP: input.hostIP,
    hostIPs: [{ ip: input.hostIP }],
    podIP: input.podIP,
    podIPs: [{ ip: input.podIP }],
    startTime: input.startTime,
    ...(init.length === 0 ? {} : { initContainerStatuses: init }),
    containerStatuses: apps,
  };
}

function podPhase({ records, outcome }: StatusInput): PodPhase {
  if (outcome !== undefined) return outcome;
  const apps = records.filter(({ kind }) => kind === 'app');
  // A container that ran once keeps the pod Running through its restarts.
  const begun = apps.every(({ state }) => state.phase === 'running' || state.phase === 'exited');
  const before = apps.every(({ attempts, last, state }) =>
    state.phase === 'waiting' || state.phase === 'starting'
      ? attempts > 0 && last !== undefined
      : true,
  );
  return begun || before ? 'Running' : 'Pending';
}
