import type { KubeObject } from '@fairway/kube';
import { annotationOf } from '../object/predicates.ts';

const waveAnnotations = ['argocd.argoproj.io/sync-wave', 'helm.sh/hook-weight'];

/** The sync wave of an object: Argo CD's annotation, else Helm's hook weight, else 0. */
export function waveOf(object: KubeObject): number {
  for (const name of waveAnnotations) {
    const text = annotationOf(object, name);
    if (text !== undefined && /^[+-]?\d+$/.test(text)) return Number(text);
  }
  return 0;
}
