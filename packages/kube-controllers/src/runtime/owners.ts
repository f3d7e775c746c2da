import type { KubeObject, ObjectMeta, OwnerReference } from '@fairway/kube';

/** The reference to the object that manages this one, if any. */
export function controllerOf(metadata: ObjectMeta | undefined): OwnerReference | undefined {
  return metadata?.ownerReferences?.find((reference) => reference.controller === true);
}

/** True when `owner` manages the object. */
export function isControlledBy(object: KubeObject, owner: KubeObject): boolean {
  const uid = owner.metadata.uid;
  return uid !== undefined && controllerOf(object.metadata)?.uid === uid;
}

/** A controller reference to an owner that blocks its foreground deletion. */
export function controllerReference(owner: KubeObject): OwnerReference {
  return {
    apiVersion: owner.apiVersion,
    kind: owner.kind,
    name: owner.metadata.name ?? '',
    uid: owner.metadata.uid ?? '',
    controller: true,
    blockOwnerDeletion: true,
  };
}

/** The key of an object's controller when it is of that kind. */
export function controllerKey(object: KubeObject, kind: string): string | undefined {
  const owner = controllerOf(object.metadata);
  if (owner?.kind !== kind) return undefined;
  return `${object.metadata.namespace ?? ''}/${owner.name}`;
}
