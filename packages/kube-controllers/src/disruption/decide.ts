import { matchesLabelSelector, parseTime, type Pod, type PodDisruptionBudget } from '@fairway/kube';
import { setCondition } from '../runtime/conditions.ts';
import { controllerOf } from '../runtime/owners.ts';
import { isPodReady, isPodTerminal } from '../runtime/pods.ts';
import { scaledValue } from '../runtime/percent.ts';

/** All that the disruption controller looks at. */
export interface ObservedBudget {
  budget: PodDisruptionBudget;
  /** The pods of its namespace. */
  pods: readonly Pod[];
  /** The wanted size of a pod's controller, by the controller's uid; absent when unknown. */
  controllerSizes: ReadonlyMap<string, number>;
  now: Date;
}

// An eviction that hasn't deleted its pod after this time is forgotten.
const EVICTION_MS = 120_000;

/** The status of a PodDisruptionBudget. */
export function budgetStatus(observed: ObservedBudget): NonNullable<PodDisruptionBudget['status']> {
  const { budget, now } = observed;
  const pods = observed.pods.filter(
    (pod) => !isPodTerminal(pod) && matchesLabelSelector(pod.metadata.labels, budget.spec.selector),
  );
  const disrupted = pendingEvictions(budget, pods, now);
  const { expectedPods, desiredHealthy } = wanted(observed, pods);
  const currentHealthy = pods.filter(
    (pod) =>
      pod.metadata.deletionTimestamp === undefined &&
      disrupted[pod.metadata.name ?? ''] === undefined &&
      isPodReady(pod),
  ).length;
  const allowed = expectedPods <= 0 ? 0 : Math.max(0, currentHealthy - desiredHealthy);
  const generation = budget.metadata.generation;
  const condition = {
    type: 'DisruptionAllowed',
    status: allowed > 0 ? ('True' as const) : ('False' as const),
    reason: allowed > 0 ? 'SufficientPods' : 'InsufficientPods',
    message: '',
  };
  const conditions = setCondition(budget.status?.conditions ?? [], condition, now);
  return {
    ...(generation === undefined ? {} : { observedGeneration: generation }),
    disruptionsAllowed: allowed,
    currentHealthy,
    desiredHealthy,
    expectedPods,
    ...(Object.keys(disrupted).length === 0 ? {} : { disruptedPods: disrupted }),
    conditions: conditions.map((one) =>
      generation === undefined ? one : { ...one, observedGeneration: generation },
    ),
  };
}

/** `minAvailable` as a number counts the pods there are; everything else the pods there shall be. */
function wanted(
  { budget, controllerSizes }: ObservedBudget,
  pods: readonly Pod[],
): { expectedPods: number; desiredHealthy: number } {
  const { minAvailable, maxUnavailable } = budget.spec;
  if (typeof minAvailable === 'number') {
    return { expectedPods: pods.length, desiredHealthy: minAvailable };
  }
  const controllers = new Set(pods.map((pod) => controllerOf(pod.metadata)?.uid ?? ''));
  let expectedPods = 0;
  for (const uid of controllers) {
    const own = pods.filter((pod) => (controllerOf(pod.metadata)?.uid ?? '') === uid);
    expectedPods += controllerSizes.get(uid) ?? own.length;
  }
  const desiredHealthy =
    maxUnavailable === undefined
      ? scaledValue(minAvailable ?? 1, expectedPods, 'up')
      : expectedPods - scaledValue(maxUnavailable, expectedPods, 'up');
  return { expectedPods, desiredHealthy: Math.max(0, desiredHealthy) };
}

function pendingEvictions(
  budget: PodDisruptionBudget,
  pods: readonly Pod[],
  now: Date,
): Record<string, string> {
  const present = new Set(
    pods
      .filter((pod) => pod.metadata.deletionTimestamp === undefined)
      .map((pod) => pod.metadata.name),
  );
  return Object.fromEntries(
    Object.entries(budget.status?.disruptedPods ?? {}).filter(([name, time]) => {
      const since = parseTime(time);
      return present.has(name) && since !== undefined && now.getTime() - since < EVICTION_MS;
    }),
  );
}
