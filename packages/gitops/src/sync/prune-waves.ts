import { isOn, type SyncOptions } from './sync-options.ts';
import { isPrune, objectOf, type SyncTask } from './sync-task.ts';

/**
 * Gives the deleting tasks their waves: the waves are mirrored (1, 2, 3 becomes 3, 2, 1), and with
 * `PruneLast=true` a task goes one wave after the last of the Sync phase.
 */
export function withPruneWaves(
  tasks: readonly SyncTask[],
  options: SyncOptions,
): readonly SyncTask[] {
  const waves = [...new Set(tasks.filter(isPrune).map((task) => task.wave))].sort((a, b) => a - b);
  const mirror = new Map(
    waves.map((wave, index) => [wave, waves[waves.length - 1 - index] ?? wave]),
  );
  const mirrored = tasks.map((task) =>
    isPrune(task) ? { ...task, wave: mirror.get(task.wave) ?? task.wave } : task,
  );
  const syncWaves = mirrored.filter((task) => task.phase === 'Sync').map((task) => task.wave);
  const last = Math.max(0, ...syncWaves) + 1;
  return mirrored.map((task) =>
    isPrune(task) && isOn('PruneLast', objectOf(task), options) ? { ...task, wave: last } : task,
  );
}
