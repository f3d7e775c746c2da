import { jsonEqual, type GroupVersionResource, type KubeObject } from '@fairway/kube';
import { FIELD_MANAGER, type ControllerContext } from './context.ts';

/** Writes an object's status when it differs; rejects with Conflict when the object has changed. */
export async function writeStatus(
  { client }: Pick<ControllerContext, 'client'>,
  resource: GroupVersionResource,
  object: KubeObject,
  status: object,
): Promise<void> {
  if (jsonEqual(object['status'], status)) return;
  await client.update(
    resource,
    { ...object, status },
    { subresource: 'status', fieldManager: FIELD_MANAGER },
  );
}
