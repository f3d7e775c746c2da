import { jsonEqual, type Node } from '@fairway/kube';
import { conditionOf } from '../runtime/pods.ts';
import type { Taint } from '../scheduler/taints.ts';

const NOT_READY = 'node.kubernetes.io/not-ready';
const UNREACHABLE = 'node.kubernetes.io/unreachable';
const UNSCHEDULABLE = 'node.kubernetes.io/unschedulable';
const OURS = new Set([NOT_READY, UNREACHABLE, UNSCHEDULABLE]);

/**
 * The taints that a node shall have: those that say by its conditions that nothing more goes
 * there, and those of others. Undefined when it has them.
 */
export function decideTaints(node: Node): Taint[] | undefined {
  const current = node.spec?.taints ?? [];
  const keep = current.filter((taint) => !OURS.has(taint.key) || taint.effect !== 'NoSchedule');
  const ready = conditionOf(node.status?.conditions, 'Ready')?.status;
  const own: Taint[] = [];
  if (ready === 'Unknown') own.push({ key: UNREACHABLE, effect: 'NoSchedule' });
  else if (ready !== 'True') own.push({ key: NOT_READY, effect: 'NoSchedule' });
  if (node.spec?.unschedulable === true) own.push({ key: UNSCHEDULABLE, effect: 'NoSchedule' });
  const byKey = (a: Taint, b: Taint): number => (a.key < b.key ? -1 : 1);
  const names = (taints: readonly Taint[]): string[] =>
    [...taints].sort(byKey).map((taint) => `${taint.key}:${taint.effect}`);
  const wanted = [...keep, ...own];
  return jsonEqual(names(current), names(wanted)) ? undefined : wanted;
}
