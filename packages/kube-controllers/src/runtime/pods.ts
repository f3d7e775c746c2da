import { parseTime, type Condition, type Pod } from '@fairway/kube';

/** One condition of a list. */
export function conditionOf(
  conditions: readonly Condition[] | undefined,
  type: string,
): Condition | undefined {
  return conditions?.find((condition) => condition.type === type);
}

/** True when the pod's Ready condition holds. */
export function isPodReady(pod: Pod): boolean {
  return conditionOf(pod.status?.conditions, 'Ready')?.status === 'True';
}

/** True once the pod has been ready for that long; its end is `availableAt`. */
export function isPodAvailable(pod: Pod, minReadySeconds: number, now: Date): boolean {
  const at = availableAt(pod, minReadySeconds);
  return at !== undefined && at <= now.getTime();
}

/** When a ready pod counts as available, in milliseconds; undefined while it isn't ready. */
export function availableAt(pod: Pod, minReadySeconds: number): number | undefined {
  if (!isPodReady(pod)) return undefined;
  if (minReadySeconds === 0) return 0;
  const ready = conditionOf(pod.status?.conditions, 'Ready');
  const since = parseTime(ready?.lastTransitionTime);
  return since === undefined ? undefined : since + minReadySeconds * 1000;
}

/** True for a pod that has ended. */
export function isPodTerminal(pod: Pod): boolean {
  return pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';
}

/** True for a pod that has neither ended nor is being deleted. */
export function isPodActive(pod: Pod): boolean {
  return !isPodTerminal(pod) && pod.metadata.deletionTimestamp === undefined;
}
