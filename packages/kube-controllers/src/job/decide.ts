import {
  formatTime,
  parseTime,
  type Condition,
  type Job,
  type JobStatus,
  type Pod,
} from '@fairway/kube';
import { setCondition } from '../runtime/conditions.ts';
import { conditionOf, isPodActive, isPodReady, isPodTerminal } from '../runtime/pods.ts';
import { sortForDeletion } from '../replica-set/rank.ts';

/** All that the Job controller looks at. */
export interface ObservedJob {
  job: Job;
  /** The pods that it owns. */
  pods: readonly Pod[];
  now: Date;
}

/** One step of a Job. */
export interface JobDecision {
  create: number;
  deletePods: Pod[];
  /** The Job itself goes: its time to live after the end is over. */
  deleteJob: boolean;
  status: JobStatus;
  requeueAfterMs?: number;
}

interface Counts {
  active: Pod[];
  succeeded: number;
  failed: number;
}

const BACKOFF_BASE_MS = 10_000;
const BACKOFF_MAX_MS = 600_000;

/** Decides one step of a Job (batch/v1, completion mode NonIndexed), as 1.31 does. */
export function decideJob(observed: ObservedJob): JobDecision {
  const { job, pods, now } = observed;
  const before = job.status ?? {};
  if (isJobFinished(job)) return finished(observed, before);
  if (job.metadata.deletionTimestamp !== undefined) {
    return { create: 0, deletePods: [], deleteJob: false, status: before };
  }
  const counts = count(before, pods);
  const suspended = job.spec.suspend === true;
  const startTime = suspended ? undefined : (before.startTime ?? formatTime(now));
  const base = statusOf(counts, pods, before, startTime);
  const failure = failureOf(job, pods, counts, startTime, now);
  if (failure !== undefined) {
    return end(counts.active, base, 'Failed', failure.reason, failure.message, now);
  }
  if (isComplete(job, counts)) {
    const message = 'Reached expected number of succeeded pods';
    const decision = end(counts.active, base, 'Complete', 'CompletionsReached', message, now);
    return { ...decision, status: { ...decision.status, completionTime: formatTime(now) } };
  }
  const conditions = suspendConditions(before.conditions ?? [], suspended, now);
  const status = conditions.length === 0 ? base : { ...base, conditions };
  if (suspended) return { create: 0, deletePods: counts.active, deleteJob: false, status };
  return manage(observed, counts, status);
}

/** True once the Job is Complete or Failed. */
export function isJobFinished(job: Job): boolean {
  return ['Complete', 'Failed'].some(
    (type) => conditionOf(job.status?.conditions, type)?.status === 'True',
  );
}

function manage(observed: ObservedJob, counts: Counts, status: JobStatus): JobDecision {
  const { job, pods, now } = observed;
  const { parallelism = 1, completions } = job.spec;
  const left = completions === undefined ? undefined : completions - counts.succeeded;
  const started = completions === undefined && counts.succeeded > 0;
  const wanted = started ? counts.active.length : Math.min(parallelism, left ?? parallelism);
  const missing = wanted - counts.active.length;
  if (missing < 0) {
    const surplus = sortForDeletion(counts.active).slice(0, -missing);
    return { create: 0, deletePods: surplus, deleteJob: false, status };
  }
  const wait = missing === 0 ? 0 : backoff(pods, counts.failed, now);
  const deadline = activeDeadline(job, status.startTime);
  const next = wait > 0 ? wait : deadline && Math.max(0, deadline - now.getTime());
  return {
    create: wait > 0 ? 0 : missing,
    deletePods: [],
    deleteJob: false,
    status,
    ...(next === undefined ? {} : { requeueAfterMs: next }),
  };
}

function finished({ job, now }: ObservedJob, status: JobStatus): JobDecision {
  const { ttlSecondsAfterFinished: ttl } = job.spec;
  const ended = parseTime(
    ['Complete', 'Failed']
      .map((type) => conditionOf(status.conditions, type)?.lastTransitionTime)
      .find((time) => time !== undefined),
  );
  const none = { create: 0, deletePods: [], status };
  if (ttl === undefined || ended === undefined || job.metadata.deletionTimestamp !== undefined) {
    return { ...none, deleteJob: false };
  }
  const left = ended + ttl * 1000 - now.getTime();
  return left <= 0
    ? { ...none, deleteJob: true }
    : { ...none, deleteJob: false, requeueAfterMs: left };
}

/** Pods that are gone stay counted: a count never falls. */
function count(before: JobStatus, pods: readonly Pod[]): Counts {
  const ended = (phase: string): number => pods.filter((pod) => pod.status?.phase === phase).length;
  return {
    active: pods.filter(isPodActive),
    succeeded: Math.max(before.succeeded ?? 0, ended('Succeeded')),
    failed: Math.max(before.failed ?? 0, ended('Failed')),
  };
}

function statusOf(
  { active, succeeded, failed }: Counts,
  pods: readonly Pod[],
  before: JobStatus,
  startTime: string | undefined,
): JobStatus {
  const terminating = pods.filter(
    (pod) => pod.metadata.deletionTimestamp !== undefined && !isPodTerminal(pod),
  ).length;
  const { conditions } = before;
  return {
    ...(startTime === undefined ? {} : { startTime }),
    ...(active.length === 0 ? {} : { active: active.length }),
    ready: active.filter(isPodReady).length,
    terminating,
    ...(succeeded === 0 ? {} : { succeeded }),
    ...(failed === 0 ? {} : { failed }),
    ...(conditions === undefined ? {} : { conditions }),
    uncountedTerminatedPods: {},
  };
}

function failureOf(
  job: Job,
  pods: readonly Pod[],
  counts: Counts,
  startTime: string | undefined,
  now: Date,
): { reason: string; message: string } | undefined {
  const limit = job.spec.backoffLimit ?? 6;
  if (counts.failed > limit || restarts(job, pods) > limit) {
    const message = 'Job has reached the specified backoff limit';
    return { reason: 'BackoffLimitExceeded', message };
  }
  const deadline = activeDeadline(job, startTime);
  if (deadline === undefined || deadline > now.getTime()) return undefined;
  return {
    reason: 'DeadlineExceeded',
    message: 'Job was active longer than specified deadline',
  };
}

/** Restarts in place count like failed pods when containers are restarted on failure. */
function restarts(job: Job, pods: readonly Pod[]): number {
  if (job.spec.template.spec.restartPolicy !== 'OnFailure') return 0;
  return pods
    .filter(isPodActive)
    .flatMap((pod) => [
      ...(pod.status?.initContainerStatuses ?? []),
      ...(pod.status?.containerStatuses ?? []),
    ])
    .reduce((sum, container) => sum + container.restartCount, 0);
}

/** Without `completions` the first success is enough, once all pods have ended. */
function isComplete({ spec }: Job, { active, succeeded }: Counts): boolean {
  if (spec.completions === undefined) return succeeded > 0 && active.length === 0;
  return succeeded >= spec.completions;
}

function end(
  active: Pod[],
  base: JobStatus,
  type: 'Complete' | 'Failed',
  reason: string,
  message: string,
  now: Date,
): JobDecision {
  const target = type === 'Complete' ? 'SuccessCriteriaMet' : 'FailureTarget';
  let conditions: Condition[] = base.conditions ?? [];
  for (const name of [target, type]) {
    conditions = setCondition(conditions, { type: name, status: 'True', reason, message }, now);
  }
  const { active: _active, ...rest } = base;
  const status = { ...rest, ready: 0, conditions };
  return { create: 0, deletePods: active, deleteJob: false, status };
}

function suspendConditions(
  conditions: readonly Condition[],
  suspended: boolean,
  now: Date,
): Condition[] {
  const current = conditionOf(conditions, 'Suspended');
  if (!suspended && current?.status !== 'True') return [...conditions];
  const next = suspended
    ? { status: 'True' as const, reason: 'JobSuspended', message: 'Job suspended' }
    : { status: 'False' as const, reason: 'JobResumed', message: 'Job resumed' };
  return setCondition(conditions, { type: 'Suspended', ...next }, now);
}

/** The pause before the next pod: 10 s after the first failure, doubling to ten minutes. */
function backoff(pods: readonly Pod[], failed: number, now: Date): number {
  if (failed === 0) return 0;
  const ends = pods
    .filter((pod) => pod.status?.phase === 'Failed')
    .flatMap((pod) => pod.status?.containerStatuses ?? [])
    .map((container) => parseTime(container.state?.terminated?.finishedAt) ?? 0);
  const pause = Math.min(BACKOFF_MAX_MS, BACKOFF_BASE_MS * 2 ** (failed - 1));
  return Math.max(0, ...ends) === 0 ? 0 : Math.max(...ends) + pause - now.getTime();
}

function activeDeadline(job: Job, startTime: string | undefined): number | undefined {
  const seconds = job.spec.activeDeadlineSeconds;
  const start = parseTime(startTime);
  return seconds === undefined || start === undefined ? undefined : start + seconds * 1000;
}
