import { isStatus, type ApiResource, type KubeObject } from '@fairway/kube';
import type { ApplicationSpec, IgnoreDifference } from '../application/application.ts';
import { withTimeout } from '../cluster/with-timeout.ts';
import { mapConcurrent } from '../diff/map-concurrent.ts';
import { respectIgnored } from '../diff/respect-ignored.ts';
import { messageOf } from '../errors.ts';
import { isCrd } from '../object/predicates.ts';
import { readString } from '../object/read.ts';
import { hookFinalizer } from '../sync/hooks.ts';
import { kindRank } from '../sync/kind-order.ts';
import { waitingFor } from '../sync/next-step.ts';
import { isOn, optionFor, type SyncOptions } from '../sync/sync-options.ts';
import { phaseOf, type ResourceResult, type ResultCode } from '../sync/sync-result.ts';
import { isPrune, objectOf, resultOf, type SyncTask } from '../sync/sync-task.ts';
import { applyObject, dryRunApply, nameOf, refOf } from './apply-object.ts';
import {
  clusterTimeoutMs,
  fieldManager,
  type Destination,
  type EngineContext,
} from './engine-context.ts';
import { permissionError } from './observe.ts';

/** What every task of one operation is run with. */
export interface RunnerInput {
  context: EngineContext;
  destination: Destination;
  spec: ApplicationSpec;
  project: KubeObject;
  options: SyncOptions;
  prune: boolean;
  dryRun: boolean;
  force: boolean;
  ignored: readonly IgnoreDifference[];
}

/** What running a group gave; `waiting` says what must be gone before the group can run. */
interface GroupOutcome {
  results: readonly ResourceResult[];
  waiting?: string;
}

const concurrency = 10;

/** Checks tasks without changing anything; the results are those of the tasks that cannot run. */
export async function checkTasks(
  input: RunnerInput,
  tasks: readonly SyncTask[],
): Promise<readonly ResourceResult[]> {
  const results = await mapConcurrent(tasks, concurrency, async (task) => {
    const problem = await taskProblem(input, task, tasks);
    return problem === undefined ? undefined : failed(task, problem);
  });
  return results.filter((result) => result !== undefined);
}

async function taskProblem(
  input: RunnerInput,
  task: SyncTask,
  all: readonly SyncTask[],
): Promise<string | undefined> {
  const { target } = task;
  if (target === undefined) return undefined;
  const { destination, spec, project, options } = input;
  const resource = await destination.cluster.discovery.find(target.apiVersion, target.kind);
  if (resource === undefined) {
    const isExpected =
      isOn('SkipDryRunOnMissingResource', target, options) ||
      all.some((other) => definesKind(other, target));
    const { group, kind, namespace, name } = task.key;
    return isExpected
      ? undefined
      : `The Kubernetes API could not find ${group}/${kind} for requested resource ${namespace}/${name}. Make sure the "${kind}" CRD is installed on the destination cluster.`;
  }
  const forbidden = permissionError(task.key, target.apiVersion, spec, project, destination);
  if (forbidden !== undefined && !(target.kind === 'Namespace' && task.phase === 'PreSync'))
    return forbidden;
  const isRefusable =
    optionFor('Validate', target, options) !== 'false' && !mayRecreate(input, target);
  // A lone task needs no rehearsal: nothing else can be left half done.
  return isRefusable && all.length > 1 ? serverRefusal(input, resource, task, target) : undefined;
}

function definesKind(task: SyncTask, target: KubeObject): boolean {
  return (
    task.target !== undefined &&
    isCrd(task.target) &&
    readString(task.target, 'spec', 'names', 'kind') === target.kind
  );
}

function mayRecreate({ options, force }: RunnerInput, target: KubeObject): boolean {
  return force || isOn('Force', target, options) || isOn('Replace', target, options);
}

/** What the server says against an object itself; anything else shows when it is applied. */
async function serverRefusal(
  { context, destination, ignored }: RunnerInput,
  resource: ApiResource,
  task: SyncTask,
  target: KubeObject,
): Promise<string | undefined> {
  try {
    if (task.live !== undefined && !task.isHook) {
      return (await destination.diff.compare(target, task.live, ignored)).rejection;
    }
    if (task.isHook && task.live !== undefined) return undefined;
    context.counters.dryRuns += 1;
    await dryRunApply(destination, resource, target);
    return undefined;
  } catch (error) {
    const isRefused = isStatus(error, 'Invalid') || isStatus(error, 'BadRequest');
    return isRefused ? error.message : undefined;
  }
}

/** Runs one group: deletes first, then old hooks go, then applies, one kind after the other. */
export async function runGroup(
  input: RunnerInput,
  tasks: readonly SyncTask[],
): Promise<GroupOutcome> {
  const pruned = await mapConcurrent(tasks.filter(isPrune), concurrency, (task) =>
    pruneTask(input, task),
  );
  if (pruned.some((result) => result.status === 'SyncFailed')) return { results: pruned };
  const outdated = tasks.filter(
    (task) =>
      task.isHook && task.live !== undefined && task.deletePolicies.has('BeforeHookCreation'),
  );
  if (outdated.length > 0 && !input.dryRun) {
    await mapConcurrent(outdated, concurrency, (task) => deleteHook(input, task));
    return { results: pruned, waiting: waitingFor(outdated, 'deletion of') };
  }
  const results = [...pruned];
  const applies = tasks.filter((task) => !isPrune(task));
  for (const kind of orderedKinds(applies)) {
    const ofKind = applies.filter((task) => task.key.kind === kind);
    const applied = await mapConcurrent(ofKind, concurrency, (task) => applyTask(input, task));
    results.push(...applied);
    if (applied.some((result) => result.status === 'SyncFailed')) break;
  }
  return { results };
}

function orderedKinds(tasks: readonly SyncTask[]): readonly string[] {
  const kinds = [...new Set(tasks.map((task) => task.key.kind))];
  return kinds.sort((a, b) => kindRank(a) - kindRank(b));
}

async function applyTask(input: RunnerInput, task: SyncTask): Promise<ResourceResult> {
  const { context, destination, options, ignored } = input;
  const target = objectOf(task);
  try {
    const resource = await destination.cluster.discovery.find(target.apiVersion, target.kind);
    if (resource === undefined) {
      return failed(task, `no matches for kind "${target.kind}" in version "${target.apiVersion}"`);
    }
    const respects = options.get('RespectIgnoreDifferences') === 'true' && task.live !== undefined;
    const wanted = respects && task.live ? respectIgnored(target, task.live, ignored) : target;
    context.counters.applies += 1;
    const applied = await applyObject(destination, resource, wanted, task.live, {
      dryRun: input.dryRun,
      replace: isOn('Replace', target, options),
      force: input.force || isOn('Force', target, options),
    });
    if (!input.dryRun && !task.isHook && wanted === target) {
      const live = destination.cluster.find(task.key, target.apiVersion);
      if (live !== undefined) destination.diff.applied(target, live);
    }
    return done(task, 'Synced', applied.message);
  } catch (error) {
    return failed(task, messageOf(error));
  }
}

async function pruneTask(input: RunnerInput, task: SyncTask): Promise<ResourceResult> {
  const live = objectOf(task);
  if (!input.prune) return done(task, 'PruneSkipped', 'ignored (requires pruning)');
  if (optionFor('Prune', live, input.options) === 'false') {
    return done(task, 'PruneSkipped', 'ignored (no prune)');
  }
  if (input.dryRun) return done(task, 'Pruned', 'pruned (dry run)');
  try {
    if (live.metadata.deletionTimestamp === undefined) {
      input.context.counters.prunes += 1;
      await deleteObject(input.destination, live, propagation(input.options));
    }
    return done(task, 'Pruned', 'pruned');
  } catch (error) {
    return failed(task, messageOf(error));
  }
}

/** How dependents go, from `PrunePropagationPolicy`; in the foreground by default. */
function propagation(options: SyncOptions): 'Foreground' | 'Background' | 'Orphan' {
  const policy = options.get('PrunePropagationPolicy')?.toLowerCase();
  if (policy === 'background') return 'Background';
  return policy === 'orphan' ? 'Orphan' : 'Foreground';
}

/** Deletes the very object that was seen; one that is gone already is fine. */
export async function deleteObject(
  { cluster }: Destination,
  live: KubeObject,
  propagationPolicy: 'Foreground' | 'Background' | 'Orphan',
): Promise<void> {
  const resource = await cluster.discovery.find(live.apiVersion, live.kind);
  if (resource === undefined) return;
  const { uid } = live.metadata;
  try {
    const call = cluster.client.delete(resource, refOf(live), {
      propagationPolicy,
      ...(uid === undefined ? {} : { preconditions: { uid } }),
    });
    await withTimeout(call, clusterTimeoutMs, `delete of ${nameOf(resource)}`);
  } catch (error) {
    if (!isStatus(error, 'NotFound')) throw error;
  }
}

/** Deletes a hook's object, its finalizer first. */
export async function deleteHook(input: RunnerInput, task: SyncTask): Promise<void> {
  if (task.live === undefined) return;
  await releaseHook(input.destination, task.live);
  if (task.live.metadata.deletionTimestamp === undefined) {
    await deleteObject(input.destination, task.live, propagation(input.options));
  }
}

/** Takes our finalizer off a hook; one that is gone already is fine. */
export async function releaseHook({ cluster }: Destination, live: KubeObject): Promise<void> {
  const finalizers = live.metadata.finalizers ?? [];
  if (!finalizers.includes(hookFinalizer)) return;
  const resource = await cluster.discovery.find(live.apiVersion, live.kind);
  if (resource === undefined) return;
  const left = finalizers.filter((finalizer) => finalizer !== hookFinalizer);
  const patch = { metadata: { finalizers: left.length > 0 ? left : null } };
  try {
    const call = cluster.client.patch<KubeObject>(resource, refOf(live), patch, {
      type: 'application/merge-patch+json',
      fieldManager,
    });
    cluster.observe(await withTimeout(call, clusterTimeoutMs, `release of ${nameOf(resource)}`));
  } catch (error) {
    if (!isStatus(error, 'NotFound')) throw error;
  }
}

function done(task: SyncTask, status: ResultCode, message: string): ResourceResult {
  return resultOf(task, { status, state: phaseOf(status), message });
}

function failed(task: SyncTask, message: string): ResourceResult {
  return done(task, 'SyncFailed', message);
}
