import type { GroupVersionResource, KubeObject, OwnerReference } from '@fairway/kube';
import type { Claim } from './claim.ts';
import { FIELD_MANAGER, type ControllerContext } from './context.ts';
import { controllerReference } from './owners.ts';

/** Writes a claim's adoptions and releases; their watch events bring the owner back. */
export async function writeClaim(
  { client }: ControllerContext,
  resource: GroupVersionResource,
  owner: KubeObject,
  claim: Claim<KubeObject>,
): Promise<void> {
  for (const object of claim.adopt) {
    const references = [...(object.metadata.ownerReferences ?? []), controllerReference(owner)];
    await writeReferences(client, resource, object, references);
  }
  for (const object of claim.release) {
    const references = (object.metadata.ownerReferences ?? []).filter(
      (reference) => reference.uid !== owner.metadata.uid,
    );
    await writeReferences(client, resource, object, references);
  }
}

/** Replaces an object's owner references, refused when the object has changed since it was read. */
export async function writeReferences(
  client: ControllerContext['client'],
  resource: GroupVersionResource,
  object: KubeObject,
  ownerReferences: OwnerReference[],
): Promise<void> {
  const { name = '', namespace, resourceVersion, uid } = object.metadata;
  await client.patch(
    resource,
    { name, ...(namespace === undefined ? {} : { namespace }) },
    { metadata: { uid, resourceVersion, ownerReferences } },
    { type: 'application/merge-patch+json', fieldManager: FIELD_MANAGER },
  );
}
