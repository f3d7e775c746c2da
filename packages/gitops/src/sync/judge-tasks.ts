import { resourceHealth } from '../health/resource-health.ts';
import { objectOf, type SyncTask } from './sync-task.ts';

/**
 * Brings the running tasks up to date from their live objects. A resource without a health rule is
 * done at once; a Degraded one has failed; a hook of unknown health has failed too. Deleting tasks
 * are never running.
 */
export function judgeTasks(tasks: readonly SyncTask[]): readonly SyncTask[] {
  return tasks.map((task) => (task.state === 'Running' ? judge(task) : task));
}

function judge(task: SyncTask): SyncTask {
  if (task.live === undefined) {
    const { group, kind, name } = task.key;
    return {
      ...task,
      status: 'SyncFailed',
      state: 'Failed',
      message: `Resource ${group}/${kind}/${name} is missing, it might have been deleted`,
    };
  }
  return task.isHook ? judgeHook(task) : judgeResource(task);
}

function judgeHook(task: SyncTask): SyncTask {
  const health = resourceHealth(task.live ?? objectOf(task));
  if (health === undefined) {
    return { ...task, state: 'Succeeded', message: `${task.key.name} created` };
  }
  const message = health.message === undefined ? {} : { message: health.message };
  switch (health.status) {
    case 'Healthy':
      return { ...task, state: 'Succeeded', ...message };
    case 'Unknown':
    case 'Degraded':
      return { ...task, state: 'Failed', ...message };
    default:
      return { ...task, ...message };
  }
}

function judgeResource(task: SyncTask): SyncTask {
  const health = resourceHealth(task.live ?? objectOf(task));
  const message = health?.message === undefined ? {} : { message: health.message };
  if (health === undefined || health.status === 'Healthy') {
    return { ...task, state: 'Succeeded', ...message };
  }
  return health.status === 'Degraded' ? { ...task, state: 'Failed', ...message } : task;
}
