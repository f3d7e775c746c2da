import { hookFinalizer, type HookDeletePolicy } from './hooks.ts';
import { isCompleted, isPending, isPrune, type SyncTask } from './sync-task.ts';

/** The one thing to do next in an operation. */
export type SyncStep =
  /** Check every task without changing anything; then ask again. */
  | { type: 'check'; tasks: readonly SyncTask[] }
  /** Run these tasks of one phase and wave; then ask `stepAfterRun`. */
  | { type: 'run'; tasks: readonly SyncTask[]; remaining: readonly SyncTask[] }
  /** Nothing to do until an object changes. */
  | { type: 'wait'; message: string }
  /** The operation is over. */
  | {
      type: 'finish';
      phase: 'Succeeded' | 'Failed';
      message: string;
      deleteHooks: readonly SyncTask[];
    };

/** What the next step depends on, beside the tasks. */
interface StepContext {
  isChecked: boolean;
  applyOutOfSyncOnly: boolean;
}

/**
 * Decides the next step from tasks that `judgeTasks` brought up to date: one (phase, wave) group
 * at a time, and the next one only when all before it is complete.
 */
export function nextStep(tasks: readonly SyncTask[], context: StepContext): SyncStep {
  const main = tasks.filter((task) => task.phase !== 'SyncFail');
  if (!context.isChecked) return { type: 'check', tasks: toRun(tasks, context) };
  const hasFailed = main.some((task) => isCompleted(task) && task.state !== 'Succeeded');
  // Once something has failed, only hooks are waited for: their result must be read.
  const running = tasks.filter(
    (task) => task.state === 'Running' && (task.isHook || (isMultiStep(tasks) && !hasFailed)),
  );
  if (running.length > 0) return { type: 'wait', message: waitingFor(running) };
  const going = tasks.filter(isBeingDeleted);
  if (going.length > 0) return { type: 'wait', message: waitingFor(going, 'deletion of') };
  if (hasFailed) {
    return failure(tasks, 'one or more synchronization tasks completed unsuccessfully');
  }
  const pending = toRun(main, context).filter(isPending);
  const first = pending[0];
  if (first === undefined) {
    return {
      type: 'finish',
      phase: 'Succeeded',
      message: 'successfully synced (no more tasks)',
      deleteHooks: hooksToDelete(tasks, 'HookSucceeded'),
    };
  }
  const isInGroup = (task: SyncTask): boolean =>
    task.phase === first.phase && task.wave === first.wave;
  return {
    type: 'run',
    tasks: pending.filter(isInGroup),
    remaining: pending.filter((task) => !isInGroup(task) || task.isHook),
  };
}

/**
 * Decides what follows a group that was just run. When only plain resources of the last group are
 * left, the operation is over without waiting for their health.
 */
export function stepAfterRun(
  tasks: readonly SyncTask[],
  ran: readonly SyncTask[],
  remaining: readonly SyncTask[],
): SyncStep | undefined {
  if (ran.some((task) => task.status === 'SyncFailed')) {
    return failure(tasks, 'one or more objects failed to apply');
  }
  if (remaining.length > 0 || ran.some((task) => task.phase === 'SyncFail')) return undefined;
  return {
    type: 'finish',
    phase: 'Succeeded',
    message: 'successfully synced (all tasks run)',
    deleteHooks: hooksToDelete(tasks, 'HookSucceeded'),
  };
}

/** Hooks whose result is known and that our finalizer still keeps. */
export function hooksToRelease(tasks: readonly SyncTask[]): readonly SyncTask[] {
  return tasks.filter(
    (task) =>
      task.isHook &&
      isCompleted(task) &&
      (task.live?.metadata.finalizers?.includes(hookFinalizer) ?? false),
  );
}

/** `one or more …, reason: <messages>` with the messages of the tasks that failed. */
function failureMessage(tasks: readonly SyncTask[], message: string): string {
  const reasons = tasks
    .filter((task) => task.state === 'Failed' || task.state === 'Error')
    .map((task) => task.message ?? '')
    .filter((reason) => reason !== '');
  return reasons.length > 0 ? `${message}, reason: ${reasons.join(',')}` : message;
}

function failure(tasks: readonly SyncTask[], message: string): SyncStep {
  const onFailure = tasks.filter((task) => task.phase === 'SyncFail');
  const main = tasks.filter((task) => task.phase !== 'SyncFail');
  const pending = onFailure.filter(isPending);
  if (pending.length > 0) return { type: 'run', tasks: pending, remaining: [] };
  const running = onFailure.filter((task) => task.state === 'Running');
  if (running.length > 0) return { type: 'wait', message: waitingFor(running) };
  return {
    type: 'finish',
    phase: 'Failed',
    message: failureMessage(main, message),
    deleteHooks: hooksToDelete(tasks, 'HookFailed'),
  };
}

function toRun(tasks: readonly SyncTask[], context: StepContext): readonly SyncTask[] {
  if (!context.applyOutOfSyncOnly) return tasks;
  return tasks.filter(
    (task) =>
      task.isHook || task.isModified || task.target === undefined || task.live === undefined,
  );
}

function isMultiStep(tasks: readonly SyncTask[]): boolean {
  const first = tasks[0];
  return tasks.some(
    (task) => task.isHook || task.phase !== first?.phase || task.wave !== first.wave,
  );
}

function isBeingDeleted(task: SyncTask): boolean {
  return (
    isPrune(task) && task.status === 'Pruned' && task.live?.metadata.deletionTimestamp !== undefined
  );
}

function hooksToDelete(tasks: readonly SyncTask[], policy: HookDeletePolicy): readonly SyncTask[] {
  return tasks.filter(
    (task) =>
      task.isHook &&
      task.live !== undefined &&
      isCompleted(task) &&
      task.deletePolicies.has(policy),
  );
}

/** `waiting for <what> group/Kind/name and N more <things>`, as Argo CD says it. */
export function waitingFor(tasks: readonly SyncTask[], what?: string): string {
  const first = tasks[0];
  if (first === undefined) return 'one or more tasks are running';
  const reason = what ?? (first.isHook ? 'completion of hook' : 'healthy state of');
  const { group, kind, name } = first.key;
  const rest = tasks.length - 1;
  const more = rest > 0 ? ` and ${rest} more ${first.isHook ? 'hooks' : 'resources'}` : '';
  return `waiting for ${reason} ${group}/${kind}/${name}${more}`;
}
