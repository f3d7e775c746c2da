import { parseTime, type PodSpec } from '@fairway/kube';
import { retryTime } from './back-off.ts';
import { isLive, type ContainerRecord } from './container-record.ts';

/** What is to be done for a pod now. */
export interface Step {
  readonly start: readonly string[];
  /** End whatever runs, with the pod's grace. */
  readonly stop: boolean;
  /** No container will run again. */
  readonly outcome?: 'Succeeded' | 'Failed';
  /** When to look again without an event (ms since the epoch). */
  readonly wakeAt?: number;
}

/** Facts of the pod besides its containers. */
export interface PodFacts {
  readonly deleting: boolean;
  /** Start of the pod (ms since the epoch), for `activeDeadlineSeconds`. */
  readonly startedAt: number;
}

/** Decides what to do next for a pod; pure, from its spec, its containers and the clock. */
export function nextStep(
  spec: PodSpec,
  records: readonly ContainerRecord[],
  facts: PodFacts,
  now: number,
): Step {
  if (facts.deleting) return { start: [], stop: records.some(isLive) };
  const deadline =
    spec.activeDeadlineSeconds === undefined
      ? undefined
      : facts.startedAt + spec.activeDeadlineSeconds * 1000;
  if (deadline !== undefined && now >= deadline) {
    return { start: [], stop: records.some(isLive), outcome: 'Failed' };
  }
  const step = runStep(spec, records, now);
  const times = [step.wakeAt, deadline].filter((time) => time !== undefined);
  return times.length === 0 ? step : { ...step, wakeAt: Math.min(...times) };
}

function runStep(spec: PodSpec, records: readonly ContainerRecord[], now: number): Step {
  const start: string[] = [];
  let wakeAt: number | undefined;
  const consider = (record: ContainerRecord, policy: RestartPolicy): void => {
    const due = startTime(record, policy);
    if (due === undefined) return;
    if (due <= now) start.push(record.name);
    else wakeAt = Math.min(wakeAt ?? due, due);
  };
  const policy = spec.restartPolicy ?? 'Always';
  const result = (): Step => ({ start, stop: false, ...(wakeAt === undefined ? {} : { wakeAt }) });
  for (const record of records) {
    if (record.kind === 'app') continue;
    if (record.kind === 'init' && succeeded(record)) continue;
    // A failing init container is tried again unless the pod never restarts.
    consider(record, record.kind === 'sidecar' ? 'Always' : initPolicy(policy));
    if (record.kind === 'sidecar' && record.started) continue;
    if (failedForGood(record, policy)) {
      return { start: [], stop: records.some(isLive), outcome: 'Failed' };
    }
    return result();
  }
  const apps = records.filter(({ kind }) => kind === 'app');
  const over = apps.every(
    (record) => record.state.phase === 'exited' && startTime(record, policy) === undefined,
  );
  if (over) {
    const outcome = apps.every(succeeded) ? 'Succeeded' : 'Failed';
    return { start: [], stop: records.some(isLive), outcome };
  }
  for (const record of apps) consider(record, policy);
  return result();
}

/** A pod's restart policy. */
export type RestartPolicy = 'Always' | 'OnFailure' | 'Never';

/**
 * When a container that does not run is to be started (ms since the epoch, in the past for at
 * once); undefined when it runs or never will.
 */
export function startTime(record: ContainerRecord, policy: RestartPolicy): number | undefined {
  const { state } = record;
  if (state.phase === 'waiting') return state.retryAt ?? 0;
  if (state.phase !== 'exited') return undefined;
  if (policy === 'Never' || (policy === 'OnFailure' && succeeded(record))) return undefined;
  return retryTime(record.backOff, parseTime(state.terminated.finishedAt) ?? 0);
}

/** The policy by which one container is started again. */
export function policyOf(record: ContainerRecord, spec: PodSpec): RestartPolicy {
  const policy = spec.restartPolicy ?? 'Always';
  if (record.kind === 'sidecar') return 'Always';
  return record.kind === 'init' ? initPolicy(policy) : policy;
}

function initPolicy(policy: RestartPolicy): RestartPolicy {
  return policy === 'Never' ? 'Never' : 'OnFailure';
}

function succeeded(record: ContainerRecord): boolean {
  return record.state.phase === 'exited' && record.state.terminated.exitCode === 0;
}

function failedForGood(record: ContainerRecord, policy: RestartPolicy): boolean {
  return (
    record.kind === 'init' &&
    policy === 'Never' &&
    record.state.phase === 'exited' &&
    record.state.terminated.exitCode !== 0
  );
}
