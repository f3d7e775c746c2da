import type { Pod } from '../api/types.ts';

/** The state of a pod, for its look and its word. */
export function podState(pod: Pick<Pod, 'phase' | 'ready' | 'reason'>): {
  state: string;
  word: string;
} {
  if (pod.reason !== null && /BackOff|Error|Err|Failed|OOM|Evicted/.test(pod.reason)) {
    return { state: 'failed', word: pod.reason };
  }
  if (pod.phase === 'Failed') return { state: 'failed', word: pod.reason ?? 'Failed' };
  if (pod.phase === 'Succeeded') return { state: 'done', word: 'Done' };
  if (pod.ready) return { state: 'ready', word: 'Ready' };
  if (pod.phase === 'Running') return { state: 'starting', word: pod.reason ?? 'Not ready yet' };
  if (pod.phase === 'Pending') return { state: 'queued', word: pod.reason ?? 'Pending' };
  return { state: 'unknown', word: pod.reason ?? pod.phase };
}
