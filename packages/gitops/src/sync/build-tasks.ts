import type { KubeObject } from '@fairway/kube';
import { keyOf, type ResourceKey } from '../object/resource-key.ts';
import { hookDeletePolicies, hookFinalizer, hookTypes, isHook } from './hooks.ts';
import { orderTasks } from './order-tasks.ts';
import { withPruneWaves } from './prune-waves.ts';
import type { SyncOptions } from './sync-options.ts';
import { isSyncPhase, type SyncPhase } from './sync-phase.ts';
import { resultKey, type ResourceResult } from './sync-result.ts';
import type { SyncTask } from './sync-task.ts';
import { waveOf } from './waves.ts';

/** One managed resource: at least one of target and live is there. */
export interface ManagedPair {
  target?: KubeObject;
  live?: KubeObject;
  isModified: boolean;
}

/** All that the tasks of one operation are made from. */
export interface TaskInput {
  resources: readonly ManagedPair[];
  hooks: readonly KubeObject[];
  /** The destination namespace, when the sync has to make it. */
  namespace?: ManagedPair;
  /** Makes a named hook the Application's own (its name is part of the tracking id). */
  track: (hook: KubeObject) => KubeObject;
  /** The live object of a hook. */
  findHook: (hook: KubeObject) => KubeObject | undefined;
  options: SyncOptions;
  /** Selective sync: only these resources, and no hooks. */
  selected?: (key: ResourceKey) => boolean;
  skipHooks: boolean;
  revision: string;
  startedAt: Date;
  results: readonly ResourceResult[];
}

/** The tasks of an operation in order, each with the result recorded so far. */
export function buildTasks(input: TaskInput): readonly SyncTask[] {
  const results = new Map(
    input.results.map((result) => [resultKey(result, result.syncPhase), result]),
  );
  const resources = input.resources.flatMap((pair) => resourceTasks(pair, input));
  const runsHooks = !input.skipHooks && input.selected === undefined;
  const hooks = runsHooks ? input.hooks.flatMap((hook) => hookTasks(hook, input)) : [];
  const { namespace } = input;
  const first = namespace === undefined ? [] : pairTasks(namespace, 'PreSync');
  const all = [...first, ...resources, ...hooks];
  const ordered = orderTasks(withPruneWaves(all, input.options));
  return ordered.map((task) => withResult(task, results.get(resultKey(task.key, task.phase))));
}

function withResult(task: SyncTask, result: ResourceResult | undefined): SyncTask {
  if (result === undefined) return task;
  return {
    ...task,
    ...(result.status === undefined ? {} : { status: result.status }),
    ...(result.hookPhase === undefined ? {} : { state: result.hookPhase }),
    ...(result.message === undefined ? {} : { message: result.message }),
  };
}

function resourceTasks(pair: ManagedPair, input: TaskInput): readonly SyncTask[] {
  const object = pair.target ?? pair.live;
  if (object === undefined || isHook(object)) return [];
  const key = keyOf(pair.live ?? object);
  if (input.selected !== undefined && !input.selected(key)) return [];
  return pairTasks(pair, 'Sync');
}

function pairTasks(pair: ManagedPair, phase: SyncPhase): readonly SyncTask[] {
  const object = pair.target ?? pair.live;
  if (object === undefined) return [];
  const key = keyOf(pair.live ?? object);
  return [
    {
      phase,
      wave: waveOf(object),
      key,
      ...(pair.target === undefined ? {} : { target: pair.target }),
      ...(pair.live === undefined ? {} : { live: pair.live }),
      isHook: false,
      deletePolicies: new Set(),
      isModified: pair.isModified,
    },
  ];
}

function hookTasks(hook: KubeObject, input: TaskInput): readonly SyncTask[] {
  return hookTypes(hook)
    .filter(isSyncPhase)
    .map((phase) => {
      const target = input.track(namedHook(hook, phase, input));
      const key = keyOf(target);
      const live = input.findHook(target);
      return {
        phase,
        wave: waveOf(hook),
        key,
        target,
        ...(live === undefined ? {} : { live }),
        isHook: true,
        deletePolicies: hookDeletePolicies(hook),
        isModified: true,
      };
    });
}

function namedHook(hook: KubeObject, phase: SyncPhase, input: TaskInput): KubeObject {
  const finalizers = [...new Set([...(hook.metadata.finalizers ?? []), hookFinalizer])];
  const { generateName, ...metadata } = hook.metadata;
  if (metadata.name !== undefined) return { ...hook, metadata: { ...metadata, finalizers } };
  const seconds = Math.floor(input.startedAt.getTime() / 1000);
  const postfix = `${input.revision.slice(0, 7)}-${phase}-${seconds}`.toLowerCase();
  return {
    ...hook,
    metadata: { ...metadata, name: `${generateName ?? ''}${postfix}`, finalizers },
  };
}
