import type { KubeObject } from '@fairway/kube';
import { groupOf } from './resource-key.ts';

/** True for an apiextensions.k8s.io CustomResourceDefinition. */
export function isCrd(object: KubeObject): boolean {
  return (
    object.kind === 'CustomResourceDefinition' &&
    groupOf(object.apiVersion) === 'apiextensions.k8s.io'
  );
}

/** True for a core Namespace. */
export function isNamespace(object: KubeObject): boolean {
  return object.kind === 'Namespace' && object.apiVersion === 'v1';
}

/** The value of an annotation, or undefined. */
export function annotationOf(object: KubeObject, name: string): string | undefined {
  return object.metadata.annotations?.[name];
}
