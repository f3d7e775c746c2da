import type { KubeObject } from '@fairway/kube';
import { keyOf, type ResourceKey } from '../object/resource-key.ts';
import type { HookDeletePolicy } from './hooks.ts';
import type { SyncPhase } from './sync-phase.ts';
import type { OperationPhase, ResourceResult, ResultCode } from './sync-result.ts';

/** One thing a sync does: apply a target, or delete a live object that has no target any more. */
export interface SyncTask {
  readonly phase: SyncPhase;
  readonly wave: number;
  readonly key: ResourceKey;
  readonly target?: KubeObject;
  readonly live?: KubeObject;
  readonly isHook: boolean;
  readonly deletePolicies: ReadonlySet<HookDeletePolicy>;
  /** Whether the comparison found target and live to differ. */
  readonly isModified: boolean;
  readonly status?: ResultCode;
  readonly state?: OperationPhase;
  readonly message?: string;
}

/** The object a task is about. */
export function objectOf(task: SyncTask): KubeObject {
  const object = task.target ?? task.live;
  if (object === undefined) throw new TypeError('A sync task has neither target nor live object.');
  return object;
}

/** True for a task that deletes. */
export function isPrune(task: SyncTask): boolean {
  return task.target === undefined;
}

/** True before a task was run. */
export function isPending(task: SyncTask): boolean {
  return task.state === undefined;
}

/** True once a task's end is known. */
export function isCompleted(task: SyncTask): boolean {
  return task.state === 'Succeeded' || task.state === 'Failed' || task.state === 'Error';
}

/** The result entry of a task with what became of it. */
export function resultOf(
  task: SyncTask,
  outcome: { status?: ResultCode; state?: OperationPhase; message?: string },
): ResourceResult {
  const object = objectOf(task);
  const key = keyOf(object);
  return {
    ...key,
    version: object.apiVersion.slice(object.apiVersion.indexOf('/') + 1),
    syncPhase: task.phase,
    ...(task.isHook ? { hookType: task.phase } : {}),
    ...(outcome.status === undefined ? {} : { status: outcome.status }),
    ...(outcome.state === undefined ? {} : { hookPhase: outcome.state }),
    ...(outcome.message === undefined ? {} : { message: outcome.message }),
  };
}
