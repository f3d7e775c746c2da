import { parseTime, type Pod } from '@fairway/kube';
import { conditionOf, isPodReady } from '../runtime/pods.ts';

const DELETION_COST = 'controller.kubernetes.io/pod-deletion-cost';

/**
 * Orders pods for deletion, first to go first: unscheduled, pending, not ready, cheap to delete,
 * ready for the shorter time, restarted more often, younger (kubectl's and the controller's order).
 */
export function sortForDeletion(pods: readonly Pod[]): Pod[] {
  return [...pods].sort((a, b) => {
    const [left, right] = [rank(a), rank(b)];
    for (const [index, value] of left.entries()) {
      const difference = value - (right[index] ?? 0);
      if (difference !== 0 && !Number.isNaN(difference)) return difference;
    }
    return (a.metadata.name ?? '') < (b.metadata.name ?? '') ? -1 : 1;
  });
}

function rank(pod: Pod): number[] {
  const phases = { Pending: 0, Unknown: 1 };
  const phase = pod.status?.phase ?? 'Pending';
  const ready = isPodReady(pod);
  const readySince = parseTime(conditionOf(pod.status?.conditions, 'Ready')?.lastTransitionTime);
  const restarts = (pod.status?.containerStatuses ?? []).map((status) => status.restartCount);
  return [
    pod.spec.nodeName === undefined || pod.spec.nodeName === '' ? 0 : 1,
    phase === 'Pending' || phase === 'Unknown' ? phases[phase] : 2,
    ready ? 1 : 0,
    Number(pod.metadata.annotations?.[DELETION_COST] ?? 0) || 0,
    ready ? -(readySince ?? 0) : 0,
    -Math.max(0, ...restarts),
    -(parseTime(pod.metadata.creationTimestamp) ?? 0),
  ];
}
