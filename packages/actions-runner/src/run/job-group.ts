import { messageOf } from '../errors.ts';
import { isTruthy } from '../expressions/data.ts';
import {
  evaluateBoolean,
  evaluateExpression,
  evaluateNode,
  evaluatePositive,
  evaluateString,
  type ExpressionScope,
} from '../expressions/evaluate.ts';
import { statusFunctions, type RunStatus } from '../expressions/functions.ts';
import type { JobInstance, RunContext } from '../job/job-instance.ts';
import { runJob } from '../job/run-job.ts';
import type { Json, JsonObject } from '../json.ts';
import { expandMatrix } from '../workflow/expand-matrix.ts';
import type { PlannedJob } from '../workflow/plan-jobs.ts';
import type { Job } from '../workflow/workflow.ts';
import type { Conclusion, JobRef } from './events.ts';
import type { JobResult } from './result.ts';
import { createSemaphore, type Semaphore } from './semaphore.ts';

/** A job of the file with all its combinations. */
export interface GroupResult {
  readonly id: string;
  /** What `needs.<id>.result` says: `continue-on-error` counts as success. */
  readonly result: Conclusion;
  readonly outputs: Readonly<Record<string, string>>;
  readonly jobs: readonly JobResult[];
}

/** What a group needs to know of the run. */
interface GroupContext {
  readonly run: RunContext;
  readonly signal: AbortSignal;
  readonly slots: Semaphore;
}

/** Runs a job once all that it needs has ended: decides whether, expands its matrix, adds up. */
export async function runGroup(
  context: GroupContext,
  job: Job,
  planned: PlannedJob,
  ended: ReadonlyMap<string, GroupResult>,
): Promise<GroupResult> {
  const needs: JsonObject = Object.fromEntries(
    job.needs.map((id) => {
      const need = ended.get(id);
      return [id, { result: need?.result ?? 'skipped', outputs: need?.outputs ?? {} }];
    }),
  );
  const status = ancestorStatus(planned.ancestors, ended, context.signal);
  const scope: ExpressionScope = {
    contexts: { ...context.run.contexts, needs },
    functions: statusFunctions(status),
  };
  try {
    if (!isTruthy(evaluateExpression(job.if.expression, scope, job.if.at))) {
      const conclusion = context.signal.aborted ? 'cancelled' : 'skipped';
      return unrun(context, job, planned, conclusion);
    }
    return await runInstances(context, job, needs, scope);
  } catch (error) {
    return unrun(context, job, planned, 'failure', messageOf(error));
  }
}

/** A job's condition looks at every job before it, not only at those it names. */
function ancestorStatus(
  ancestors: readonly string[],
  ended: ReadonlyMap<string, Pick<GroupResult, 'result'>>,
  signal: Pick<AbortSignal, 'aborted'>,
): RunStatus | 'skipped' {
  if (signal.aborted) return 'cancelled';
  const results = ancestors.map((id) => ended.get(id)?.result);
  if (results.includes('failure')) return 'failure';
  return results.every((result) => result === 'success') ? 'success' : 'skipped';
}

async function runInstances(
  context: GroupContext,
  job: Job,
  needs: JsonObject,
  scope: ExpressionScope,
): Promise<GroupResult> {
  const { matrix, failFast, maxParallel } = job.strategy ?? {};
  const combinations =
    matrix === undefined ? [undefined] : expandMatrix(evaluateNode(matrix, scope));
  const stopAtFailure = evaluateBoolean(failFast, scope, true);
  const parallel = evaluatePositive(maxParallel, scope, 'max-parallel') ?? combinations.length;
  const group = new AbortController();
  const signal = AbortSignal.any([context.signal, group.signal]);
  const slots = createSemaphore(parallel);
  const instances = combinations.map((combination, index) => {
    const strategy = {
      'fail-fast': stopAtFailure,
      'job-index': index,
      'job-total': combinations.length,
      'max-parallel': parallel,
    };
    const contexts = { needs, strategy, matrix: combination ?? null };
    const own = { ...scope, contexts: { ...scope.contexts, ...contexts } };
    const key = combination === undefined ? job.id : `${job.id}-${index + 1}`;
    const ref: JobRef = { key, jobId: job.id, name: jobName(job, own, combination) };
    context.run.emit({ type: 'job-queued', job: ref, needs: job.needs });
    const tolerated = evaluateBoolean(job.continueOnError, own, false);
    return { instance: { ref, job, contexts, signal } satisfies JobInstance, tolerated };
  });
  const done = await Promise.all(
    instances.map(async ({ instance, tolerated }) => {
      const result = await slots.run(async () =>
        context.slots.run(async () => runJob(context.run, instance)),
      );
      if (result.conclusion === 'failure' && stopAtFailure && !tolerated) group.abort();
      return { result, tolerated };
    }),
  );
  return addUp(job.id, done);
}

function addUp(
  id: string,
  done: readonly { readonly result: JobResult; readonly tolerated: boolean }[],
): GroupResult {
  const counted = done.map(({ result, tolerated }) =>
    tolerated && result.conclusion === 'failure' ? 'success' : result.conclusion,
  );
  const worst = (['failure', 'cancelled'] as const).find((each) => counted.includes(each));
  return {
    id,
    result: worst ?? 'success',
    outputs: Object.assign({}, ...done.map(({ result }) => result.outputs)),
    jobs: done.map(({ result }) => result),
  };
}

/** A job that never starts is still told of, so that nobody waits for it. */
function unrun(
  context: GroupContext,
  job: Job,
  planned: PlannedJob,
  conclusion: Conclusion,
  message?: string,
): GroupResult {
  const ref: JobRef = { key: job.id, jobId: job.id, name: planned.name };
  const masked = message === undefined ? {} : { message: context.run.masker.mask(message) };
  const { emit } = context.run;
  emit({ type: 'job-queued', job: ref, needs: job.needs });
  emit({ type: 'job-finished', job: ref, conclusion, durationMs: 0, outputs: {}, ...masked });
  const result = {
    ...ref,
    conclusion,
    outputs: {},
    steps: [],
    annotations: [],
    durationMs: 0,
    ...masked,
  };
  return { id: job.id, result: conclusion, outputs: {}, jobs: [result] };
}

/** `name (value, value)`: the values of a combination, unless the name itself refers to them. */
function jobName(job: Job, scope: ExpressionScope, combination: JsonObject | undefined): string {
  const base = evaluateString(job.name, scope) || job.id;
  if (combination === undefined || job.name?.kind === 'expression') return base;
  return `${base} (${Object.values(combination).map(brief).join(', ')})`;
}

function brief(value: Json): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
