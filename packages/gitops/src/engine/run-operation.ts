import type { KubeObject } from '@fairway/kube';
import type { ApplicationSpec, OperationState } from '../application/application.ts';
import { ignoredOf, type Comparison } from '../diff/compare-resources.ts';
import { keyOf } from '../object/resource-key.ts';
import { finalMessage, mayRetry, retryDelay, retryingMessage } from '../policy/retry.ts';
import { buildTasks, type ManagedPair } from '../sync/build-tasks.ts';
import { judgeTasks } from '../sync/judge-tasks.ts';
import { hooksToRelease, nextStep, stepAfterRun, type SyncStep } from '../sync/next-step.ts';
import { parseSyncOptions, type SyncOptions } from '../sync/sync-options.ts';
import { resultKey, type ResourceResult } from '../sync/sync-result.ts';
import { isCompleted, resultOf, type SyncTask } from '../sync/sync-task.ts';
import { withTrackingId } from '../tracking/tracking.ts';
import type { DesiredState } from './desired-state.ts';
import { timestamp, type Destination, type EngineContext } from './engine-context.ts';
import { namespacePair } from './create-namespace.ts';
import { checkTasks, deleteHook, releaseHook, runGroup, type RunnerInput } from './task-runner.ts';

/** All that an operation is run with. */
export interface OperationRun {
  context: EngineContext;
  application: string;
  spec: ApplicationSpec;
  project: KubeObject;
  destination: Destination;
  desired: DesiredState;
  /** The comparison with `desired`. */
  comparison: Comparison;
  state: OperationState;
  /** Called after every group, so that what was done is on record before more is done. */
  onProgress: (state: OperationState) => Promise<void>;
}

const maxSteps = 1_000;

/** Takes an operation as far as it goes now: to its end, or to where it has to wait. */
export async function runOperation(run: OperationRun): Promise<OperationState> {
  const input = runnerInput(run);
  let results = run.state.syncResult?.resources ?? [];
  let isChecked = results.length > 0;
  const applyOutOfSyncOnly = input.options.get('ApplyOutOfSyncOnly') === 'true';
  let planned: SyncStep | undefined;
  for (let count = 0; count < maxSteps; count += 1) {
    let step = planned;
    if (step === undefined) {
      const tasks = await currentTasks(run, input.options, results);
      results = recordJudged(results, tasks);
      await releaseHooks(run, tasks);
      step = nextStep(tasks, { isChecked, applyOutOfSyncOnly });
    }
    planned = undefined;
    switch (step.type) {
      case 'check': {
        const problems = await checkTasks(input, step.tasks);
        if (problems.length > 0) return refused(run, problems);
        isChecked = true;
        break;
      }
      case 'wait':
        return running(run, results, step.message);
      case 'finish':
        for (const hook of step.deleteHooks) await deleteHook(input, hook);
        return finished(run, results, step.phase, step.message);
      case 'run': {
        const outcome = await runGroup(input, step.tasks);
        results = mergeResults(results, outcome.results);
        if (outcome.waiting !== undefined) return running(run, results, outcome.waiting);
        await watchTasks(run, step.tasks);
        const updated = await currentTasks(run, input.options, results);
        const names = new Set(step.tasks.map((task) => resultKey(task.key, task.phase)));
        const ran = updated.filter((task) => names.has(resultKey(task.key, task.phase)));
        planned = stepAfterRun(updated, ran, step.remaining);
        if (planned === undefined) {
          await run.onProgress(running(run, results, 'one or more tasks are running'));
        }
      }
    }
  }
  return finished(run, results, 'Error', `the operation did not end in ${maxSteps} steps`);
}

async function releaseHooks(run: OperationRun, tasks: readonly SyncTask[]): Promise<void> {
  for (const { live } of hooksToRelease(tasks)) {
    if (live !== undefined) await releaseHook(run.destination, live);
  }
}

/** A kind that a CRD of this very operation brought is watched from here on. */
async function watchTasks(run: OperationRun, tasks: readonly SyncTask[]): Promise<void> {
  const kinds = tasks.flatMap(({ key, target }) =>
    target === undefined
      ? []
      : [{ group: key.group, kind: key.kind, apiVersion: target.apiVersion }],
  );
  await run.destination.cluster.watchKinds(kinds);
}

/** Ends an operation that runs: its running hooks are deleted, its results kept. */
export async function terminateOperation(
  run: OperationRun,
  reason: string,
): Promise<OperationState> {
  const input = runnerInput(run);
  const results = run.state.syncResult?.resources ?? [];
  const tasks = await currentTasks(run, input.options, results);
  let hasFailed = false;
  for (const task of tasks.filter(
    (candidate) => candidate.isHook && candidate.live !== undefined,
  )) {
    try {
      if (task.state === 'Running') await deleteHook(input, task);
      else if (task.live !== undefined && isCompleted(task))
        await releaseHook(run.destination, task.live);
    } catch (error) {
      hasFailed = true;
      run.context.logger.warn(
        { application: run.application, hook: task.key, error },
        'hook not deleted',
      );
    }
  }
  const message = hasFailed ? 'Operation termination had errors' : reason;
  return ended(run, results, hasFailed ? 'Error' : 'Failed', message);
}

function runnerInput(run: OperationRun): RunnerInput {
  const sync = run.state.operation?.sync;
  const strategy = sync?.syncStrategy;
  return {
    context: run.context,
    destination: run.destination,
    spec: run.spec,
    project: run.project,
    options: operationOptions(run),
    prune: sync?.prune === true,
    dryRun: sync?.dryRun === true,
    force: strategy?.apply?.force === true || strategy?.hook?.force === true,
    ignored: ignoredOf(run.spec),
  };
}

function operationOptions({ state, spec }: OperationRun): SyncOptions {
  return parseSyncOptions(state.operation?.sync?.syncOptions ?? spec.syncPolicy?.syncOptions ?? []);
}

async function currentTasks(
  run: OperationRun,
  options: SyncOptions,
  results: readonly ResourceResult[],
): Promise<readonly SyncTask[]> {
  const { cluster } = run.destination;
  const { state, desired } = run;
  const selected = state.operation?.sync?.resources ?? [];
  const namespace = await namespacePair(run, options, results);
  return judgeTasks(
    buildTasks({
      resources: livePairs(run),
      hooks: desired.targets.hooks,
      track: (hook) => withTrackingId(hook, run.application, run.spec.destination.namespace ?? ''),
      findHook: (hook) => cluster.find(keyOf(hook), hook.apiVersion),
      ...(namespace === undefined ? {} : { namespace }),
      options,
      ...(selected.length > 0 ? { selected: isSelected(selected) } : {}),
      skipHooks: state.operation?.sync?.syncStrategy?.apply !== undefined,
      revision: desired.revision,
      startedAt: new Date(state.startedAt),
      results,
    }),
  );
}

type Selection = NonNullable<NonNullable<OperationState['operation']>['sync']>['resources'];

function isSelected(selected: NonNullable<Selection>): (key: ReturnType<typeof keyOf>) => boolean {
  return (key) =>
    selected.some(
      (wanted) =>
        wanted.kind === key.kind &&
        wanted.name === key.name &&
        (wanted.group ?? '') === key.group &&
        (wanted.namespace === undefined ||
          wanted.namespace === '' ||
          wanted.namespace === key.namespace),
    );
}

/** The compared pairs with their live objects as they are by now. */
function livePairs({ comparison, destination }: OperationRun): readonly ManagedPair[] {
  return comparison.resources
    .filter((resource) => !resource.isHook)
    .flatMap(({ key, target, isModified, live: seen }): ManagedPair[] => {
      const live = destination.cluster.find(key, target?.apiVersion ?? seen?.apiVersion);
      if (target === undefined) return live === undefined ? [] : [{ live, isModified }];
      return [{ target, isModified, ...(live === undefined ? {} : { live }) }];
    });
}

function recordJudged(
  results: readonly ResourceResult[],
  tasks: readonly SyncTask[],
): ResourceResult[] {
  const judged = tasks
    .filter((task) => task.state !== undefined)
    .map((task) =>
      resultOf(task, {
        ...(task.status === undefined ? {} : { status: task.status }),
        ...(task.state === undefined ? {} : { state: task.state }),
        ...(task.message === undefined ? {} : { message: task.message }),
      }),
    );
  return mergeResults(results, judged);
}

function mergeResults(
  results: readonly ResourceResult[],
  added: readonly ResourceResult[],
): ResourceResult[] {
  const merged = new Map(results.map((result) => [resultKey(result, result.syncPhase), result]));
  for (const result of added) merged.set(resultKey(result, result.syncPhase), result);
  return [...merged.values()];
}

function running(
  run: OperationRun,
  results: readonly ResourceResult[],
  message: string,
): OperationState {
  return withResults(run, results, { phase: 'Running', message });
}

function refused(run: OperationRun, problems: readonly ResourceResult[]): OperationState {
  const reasons = problems.map((problem) => problem.message ?? '').join(',');
  const message = `one or more objects failed to apply (dry run), reason: ${reasons}`;
  return finished(run, problems, 'Failed', message);
}

/** The end of an attempt: the operation's end, or a wait for the next attempt. */
function finished(
  run: OperationRun,
  results: readonly ResourceResult[],
  phase: 'Succeeded' | 'Failed' | 'Error',
  message: string,
): OperationState {
  const { operation, retryCount = 0 } = run.state;
  const retry = operation?.retry;
  if (phase === 'Succeeded' || retry === undefined || !mayRetry(retry, retryCount)) {
    return ended(
      run,
      results,
      phase,
      phase === 'Succeeded' ? message : finalMessage(message, retryCount),
    );
  }
  const now = run.context.now();
  const at = new Date(now.getTime() + retryDelay(retry, retryCount));
  return withResults(run, results, {
    phase: 'Running',
    message: retryingMessage(message, retryCount + 1, at),
    finishedAt: timestamp(now),
    retryCount: retryCount + 1,
  });
}

function ended(
  run: OperationRun,
  results: readonly ResourceResult[],
  phase: 'Succeeded' | 'Failed' | 'Error',
  message: string,
): OperationState {
  return withResults(run, results, { phase, message, finishedAt: timestamp(run.context.now()) });
}

function withResults(
  run: OperationRun,
  results: readonly ResourceResult[],
  change: Pick<OperationState, 'phase'> & Partial<OperationState>,
): OperationState {
  const { revision, source } = run.desired;
  return { ...run.state, ...change, syncResult: { revision, source, resources: [...results] } };
}
