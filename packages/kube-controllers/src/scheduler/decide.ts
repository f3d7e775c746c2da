import type { Node, Pod } from '@fairway/kube';
import { conditionOf, isPodTerminal } from '../runtime/pods.ts';
import { addAmounts, podRequests, readAmounts, type Amounts } from '../runtime/requests.ts';
import { untoleratedTaint } from './taints.ts';

/** All that the scheduler looks at for one pod. */
export interface ObservedPod {
  pod: Pod;
  nodes: readonly Node[];
  /** Every pod that is bound to a node, or about to be. */
  bound: readonly { pod: Pod; nodeName: string }[];
}

/** Where a pod goes, or why it can't go anywhere, in kube-scheduler's words. */
export type SchedulingDecision =
  | { type: 'bind'; nodeName: string }
  | { type: 'unschedulable'; message: string };

/** Decides the node of a pending pod: of those that fit, the one with the most CPU left. */
export function decideNode(observed: ObservedPod): SchedulingDecision {
  const { pod, nodes } = observed;
  if (nodes.length === 0) {
    return { type: 'unschedulable', message: 'no nodes available to schedule pods' };
  }
  const wanted = podRequests(pod);
  const fitting: { nodeName: string; left: number }[] = [];
  const reasons: string[] = [];
  let preemptable = 0;
  for (const node of nodes) {
    const refusal = staticRefusal(pod, node);
    if (refusal !== undefined) {
      reasons.push(refusal);
      continue;
    }
    const free = freeAmounts(node, observed.bound);
    const short = shortages(wanted, free);
    reasons.push(...short);
    if (short.length > 0) preemptable++;
    else fitting.push({ nodeName: node.metadata.name ?? '', left: free.get('cpu') ?? 0 });
  }
  const [best] = fitting.sort((a, b) => b.left - a.left);
  if (best !== undefined) return { type: 'bind', nodeName: best.nodeName };
  return { type: 'unschedulable', message: refusalMessage(nodes.length, reasons, preemptable) };
}

/** True for a pod that waits for this scheduler. */
export function needsScheduling(pod: Pod): boolean {
  const { nodeName = '', schedulerName = 'default-scheduler', schedulingGates = [] } = pod.spec;
  return (
    nodeName === '' &&
    schedulerName === 'default-scheduler' &&
    schedulingGates.length === 0 &&
    pod.metadata.deletionTimestamp === undefined &&
    !isPodTerminal(pod)
  );
}

/** Why a node is out of the question whatever room it has. */
function staticRefusal(pod: Pod, node: Node): string | undefined {
  if (node.spec?.unschedulable === true) return 'node(s) were unschedulable';
  const taint = untoleratedTaint(pod, node);
  if (taint !== undefined) {
    return `node(s) had untolerated taint {${taint.key}: ${taint.value ?? ''}}`;
  }
  const labels = node.metadata.labels ?? {};
  const selected = Object.entries(pod.spec.nodeSelector ?? {});
  if (selected.some(([name, value]) => labels[name] !== value)) {
    return "node(s) didn't match Pod's node affinity/selector";
  }
  if (conditionOf(node.status?.conditions, 'Ready')?.status !== 'True') {
    return 'node(s) had untolerated taint {node.kubernetes.io/not-ready: }';
  }
  return undefined;
}

function freeAmounts(node: Node, bound: ObservedPod['bound']): Amounts {
  const free = readAmounts(node.status?.allocatable ?? node.status?.capacity);
  for (const { pod, nodeName } of bound) {
    if (nodeName !== node.metadata.name || isPodTerminal(pod)) continue;
    const used = podRequests(pod);
    addAmounts(free, new Map([...used].map(([name, value]) => [name, -value])));
  }
  return free;
}

// Differences below this come from adding decimal fractions, not from real amounts.
const EPSILON = 1e-9;

function shortages(wanted: Amounts, free: Amounts): string[] {
  const reasons: string[] = [];
  for (const [name, value] of wanted) {
    if (value <= 0 || value <= (free.get(name) ?? 0) + EPSILON) continue;
    // A node that doesn't report how many pods it takes is not asked.
    if (name === 'pods' && !free.has('pods')) continue;
    reasons.push(name === 'pods' ? 'Too many pods' : `Insufficient ${name}`);
  }
  return reasons;
}

function refusalMessage(nodes: number, reasons: readonly string[], preemptable: number): string {
  const preemption = [
    ...(preemptable > 0 ? [`${preemptable} No preemption victims found for incoming pod`] : []),
    ...(preemptable < nodes
      ? [`${nodes - preemptable} Preemption is not helpful for scheduling`]
      : []),
  ];
  return (
    `0/${nodes} nodes are available: ${counted(reasons).join(', ')}. ` +
    `preemption: 0/${nodes} nodes are available: ${preemption.sort().join(', ')}.`
  );
}

function counted(reasons: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return [...counts].map(([reason, count]) => `${count} ${reason}`).sort();
}
