import type { ApplicationCondition } from '../application/application.ts';

/** A condition before it is stored: its time is set when it is new. */
export type NewCondition = Pick<ApplicationCondition, 'type' | 'message'>;

/**
 * The conditions to store: those that `evaluated` covers are replaced by `present`, others kept.
 * One that was there with the same message keeps its time.
 */
export function updateConditions(
  before: readonly ApplicationCondition[],
  evaluated: ReadonlySet<ApplicationCondition['type']>,
  present: readonly NewCondition[],
  now: string,
): ApplicationCondition[] {
  const kept = before.filter((condition) => !evaluated.has(condition.type));
  const current = present.map((condition) => {
    const same = before.find(
      (old) => old.type === condition.type && old.message === condition.message,
    );
    return same ?? { ...condition, lastTransitionTime: now };
  });
  return [...kept, ...current].sort((a, b) => (a.type < b.type ? -1 : a.type > b.type ? 1 : 0));
}
