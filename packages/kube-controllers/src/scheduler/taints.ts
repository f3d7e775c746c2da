import type { Node, Pod, Toleration } from '@fairway/kube';

/** A taint of a node. */
export interface Taint {
  key: string;
  value?: string;
  effect: string;
}

/** The first taint that keeps the pod off the node. */
export function untoleratedTaint(pod: Pod, node: Node): Taint | undefined {
  return node.spec?.taints?.find(
    (taint) =>
      (taint.effect === 'NoSchedule' || taint.effect === 'NoExecute') &&
      !(pod.spec.tolerations ?? []).some((toleration) => tolerates(toleration, taint)),
  );
}

function tolerates(toleration: Toleration, taint: Taint): boolean {
  const { key = '', operator = 'Equal', value = '', effect = '' } = toleration;
  if (effect !== '' && effect !== taint.effect) return false;
  if (key !== '' && key !== taint.key) return false;
  if (operator === 'Exists') return true;
  return key !== '' && value === (taint.value ?? '');
}
