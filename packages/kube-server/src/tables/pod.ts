import type { KubeObject } from '@fairway/kube';
import { numberOf, objectAt, objectsOf, textOf, valueAt, type JsonObject } from '../json.ts';
import type { Cell, PrinterTable } from './cell.ts';
import { age, humanDuration, labelsText, orNone } from './format.ts';

interface PodState {
  reason: string;
  ready: number;
  restarts: number;
  lastRestart: number;
}

function waitingReason(status: JsonObject): string {
  return textOf(valueAt(status, 'state', 'waiting', 'reason'));
}

/** What a terminated container shows: its reason, or the signal or exit code. */
function terminatedReason(terminated: JsonObject): string {
  const reason = textOf(terminated['reason']);
  if (reason !== '') return reason;
  const signal = numberOf(terminated['signal']);
  return signal === 0 ? `ExitCode:${numberOf(terminated['exitCode'])}` : `Signal:${signal}`;
}

function restartTime(status: JsonObject): number {
  const finished = valueAt(status, 'lastState', 'terminated', 'finishedAt');
  return typeof finished === 'string' ? Date.parse(finished) || 0 : 0;
}

function isRestartable(pod: KubeObject, name: unknown): boolean {
  return objectsOf(valueAt(pod, 'spec', 'initContainers')).some(
    (container) => container['name'] === name && container['restartPolicy'] === 'Always',
  );
}

/** The first init container that is not done decides what the pod shows. */
function initReason(pod: KubeObject, state: PodState): string | undefined {
  const total = objectsOf(valueAt(pod, 'spec', 'initContainers')).length;
  const statuses = objectsOf(valueAt(pod, 'status', 'initContainerStatuses'));
  for (const [index, status] of statuses.entries()) {
    state.restarts += numberOf(status['restartCount']);
    state.lastRestart = Math.max(state.lastRestart, restartTime(status));
    const terminated = objectAt(status, 'state', 'terminated');
    if (terminated !== undefined && numberOf(terminated['exitCode']) === 0) continue;
    if (isRestartable(pod, status['name']) && status['started'] === true) {
      if (status['ready'] === true) state.ready += 1;
      continue;
    }
    if (terminated !== undefined) return `Init:${terminatedReason(terminated)}`;
    const waiting = waitingReason(status);
    if (waiting !== '' && waiting !== 'PodInitializing') return `Init:${waiting}`;
    return `Init:${index}/${total}`;
  }
  return undefined;
}

function containerReason(pod: KubeObject, state: PodState): void {
  let running = false;
  for (const status of objectsOf(valueAt(pod, 'status', 'containerStatuses')).reverse()) {
    state.restarts += numberOf(status['restartCount']);
    state.lastRestart = Math.max(state.lastRestart, restartTime(status));
    const terminated = objectAt(status, 'state', 'terminated');
    const waiting = waitingReason(status);
    if (waiting !== '') state.reason = waiting;
    else if (terminated !== undefined) state.reason = terminatedReason(terminated);
    else if (status['ready'] === true && objectAt(status, 'state', 'running') !== undefined) {
      running = true;
      state.ready += 1;
    }
  }
  if (state.reason !== 'Completed' || !running) return;
  const ready = objectsOf(valueAt(pod, 'status', 'conditions')).some(
    (condition) => condition['type'] === 'Ready' && condition['status'] === 'True',
  );
  state.reason = ready ? 'Running' : 'NotReady';
}

/** What `kubectl get pods` shows as status, with ready containers and restarts. */
export function podState(pod: KubeObject): PodState {
  const phase = textOf(valueAt(pod, 'status', 'phase'));
  const state: PodState = {
    reason: textOf(valueAt(pod, 'status', 'reason')) || phase,
    ready: 0,
    restarts: 0,
    lastRestart: 0,
  };
  const scheduled = objectsOf(valueAt(pod, 'status', 'conditions')).find(
    (condition) => condition['type'] === 'PodScheduled',
  );
  if (scheduled?.['reason'] === 'SchedulingGated') state.reason = 'SchedulingGated';
  const initializing = initReason(pod, state);
  if (initializing !== undefined) state.reason = initializing;
  else containerReason(pod, state);
  if (pod.metadata.deletionTimestamp !== undefined) {
    if (valueAt(pod, 'status', 'reason') === 'NodeLost') state.reason = 'Unknown';
    else if (phase !== 'Succeeded' && phase !== 'Failed') state.reason = 'Terminating';
  }
  return state;
}

function printPod(pod: KubeObject, now: Date): Cell[] {
  const state = podState(pod);
  const sidecars = objectsOf(valueAt(pod, 'spec', 'initContainers')).filter(
    (container) => container['restartPolicy'] === 'Always',
  );
  const total = objectsOf(valueAt(pod, 'spec', 'containers')).length + sidecars.length;
  const ago =
    state.restarts > 0 && state.lastRestart > 0
      ? ` (${humanDuration(now.getTime() - state.lastRestart)} ago)`
      : '';
  const gates = objectsOf(valueAt(pod, 'spec', 'readinessGates'));
  const conditions = objectsOf(valueAt(pod, 'status', 'conditions'));
  const met = gates.filter((gate) =>
    conditions.some(
      (condition) => condition['type'] === gate['conditionType'] && condition['status'] === 'True',
    ),
  );
  const [firstIp] = objectsOf(valueAt(pod, 'status', 'podIPs'));
  return [
    pod.metadata.name ?? '',
    `${state.ready}/${total}`,
    state.reason,
    `${state.restarts}${ago}`,
    age(pod.metadata.creationTimestamp, now),
    orNone(textOf(firstIp?.['ip']) || textOf(valueAt(pod, 'status', 'podIP'))),
    orNone(textOf(valueAt(pod, 'spec', 'nodeName'))),
    orNone(textOf(valueAt(pod, 'status', 'nominatedNodeName'))),
    gates.length === 0 ? '<none>' : `${met.length}/${gates.length}`,
  ];
}

export const podPrinters: PrinterTable = {
  'core/pods': printPod,
  'core/podtemplates': (object) => {
    const containers = objectsOf(valueAt(object, 'template', 'spec', 'containers'));
    return [
      object.metadata.name ?? '',
      containers.map((item) => textOf(item['name'])).join(','),
      containers.map((item) => textOf(item['image'])).join(','),
      labelsText(objectAt(object, 'template', 'metadata', 'labels')),
    ];
  },
};
