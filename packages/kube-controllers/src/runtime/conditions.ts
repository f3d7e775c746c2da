import { formatTime, type Condition } from '@fairway/kube';
import { conditionOf } from './pods.ts';

/** A condition as a controller decides it; times are filled in by `setCondition`. */
export type NewCondition = Pick<Condition, 'type' | 'status' | 'reason' | 'message'>;

/**
 * Puts a condition into a list. One of the same status and reason stays as it is; one of the same
 * status keeps its transition time. `updateTime` also writes `lastUpdateTime`.
 */
export function setCondition(
  conditions: readonly Condition[],
  next: NewCondition,
  now: Date,
  options: { updateTime?: boolean; always?: boolean } = {},
): Condition[] {
  const current = conditionOf(conditions, next.type);
  const same = current?.status === next.status && current.reason === next.reason;
  if (same && options.always !== true) return [...conditions];
  const time = formatTime(now);
  const transition = current?.status === next.status ? current.lastTransitionTime : undefined;
  const condition: Condition = {
    ...next,
    ...(options.updateTime === true ? { lastUpdateTime: time } : {}),
    lastTransitionTime: transition ?? time,
  };
  return [...withoutCondition(conditions, next.type), condition];
}

/** The list without that condition. */
export function withoutCondition(conditions: readonly Condition[], type: string): Condition[] {
  return conditions.filter((condition) => condition.type !== type);
}
