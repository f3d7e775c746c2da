import { recordUpdate, type KubeObject } from '@fairway/kube';
import { hasSubresource, type ServedResource } from '../registry/served-resource.ts';
import type { ApiRequest } from '../request/api-request.ts';
import type { WriteQuery } from '../request/options.ts';

/** Records in `metadata.managedFields` what an update (or create) changed, and by whom. */
export function trackUpdate(
  request: ApiRequest,
  change: { before: KubeObject | undefined; after: KubeObject; query: WriteQuery; now: Date },
): KubeObject {
  const { resource, subresource } = request;
  const managedFields = recordUpdate({
    before: change.before && owned(resource, subresource, change.before),
    after: owned(resource, subresource, change.after),
    manager: change.query.fieldManager,
    schema: resource.schema,
    now: change.now,
    ...(subresource === undefined ? {} : { subresource }),
  });
  return { ...change.after, metadata: { ...change.after.metadata, managedFields } };
}

/** What a write through that endpoint can own: a status only through its subresource. */
function owned(
  resource: ServedResource,
  subresource: string | undefined,
  object: KubeObject,
): KubeObject {
  if (subresource !== undefined || !hasSubresource(resource, 'status')) return object;
  const { status: _, ...rest } = object;
  return rest;
}
