import type { KubeObject } from '@fairway/kube';

/** Only the metadata of an object (meta/v1 PartialObjectMetadata). */
export function toPartial(object: KubeObject): KubeObject {
  return {
    kind: 'PartialObjectMetadata',
    apiVersion: 'meta.k8s.io/v1',
    metadata: object.metadata,
  };
}
