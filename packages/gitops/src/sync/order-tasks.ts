import { readString } from '../object/read.ts';
import { isCrd, isNamespace } from '../object/predicates.ts';
import { kindRank } from './kind-order.ts';
import { comparePhases } from './sync-phase.ts';
import { isPrune, objectOf, type SyncTask } from './sync-task.ts';

/**
 * Sorts by phase, wave, kind order, name; then moves each Namespace before the first task inside
 * it and each CRD before the first custom resource of its kind. A moved task takes the phase and
 * the wave of the task that needs it.
 */
export function orderTasks(tasks: readonly SyncTask[]): SyncTask[] {
  let ordered = [...tasks].sort(compareTasks);
  ordered = bubbleUp(
    ordered,
    (task) => task.target !== undefined && isNamespace(task.target),
    isInNamespace,
  );
  return bubbleUp(ordered, (task) => task.target !== undefined && isCrd(task.target), isOfCrd);
}

function compareTasks(a: SyncTask, b: SyncTask): number {
  return (
    comparePhases(a.phase, b.phase) ||
    a.wave - b.wave ||
    kindRank(a.key.kind) - kindRank(b.key.kind) ||
    compareText(a.key.name, b.key.name) ||
    compareText(a.key.namespace, b.key.namespace) ||
    compareText(a.key.group, b.key.group)
  );
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function isInNamespace(namespace: SyncTask, task: SyncTask): boolean {
  return task.key.namespace === namespace.key.name;
}

function isOfCrd(crd: SyncTask, task: SyncTask): boolean {
  return (
    task.key.group === readString(objectOf(crd), 'spec', 'group') &&
    task.key.kind === readString(objectOf(crd), 'spec', 'names', 'kind')
  );
}

function bubbleUp(
  tasks: readonly SyncTask[],
  isNeeded: (task: SyncTask) => boolean,
  needs: (needed: SyncTask, task: SyncTask) => boolean,
): SyncTask[] {
  const result = [...tasks];
  for (const needed of tasks.filter(isNeeded)) {
    const from = result.indexOf(needed);
    const to = result.findIndex((task) => !isPrune(task) && needs(needed, task));
    const first = result[to];
    if (first === undefined || to >= from) continue;
    result.splice(from, 1);
    result.splice(to, 0, { ...needed, phase: first.phase, wave: first.wave });
  }
  return result;
}
