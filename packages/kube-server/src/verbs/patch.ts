import { badRequest, invalid, notFound, serverSideApply, type KubeObject } from '@fairway/kube';
import { isObject } from '../json.ts';
import type { ApiRequest, ApiResult } from '../request/api-request.ts';
import type { ServerContext } from '../request/context.ts';
import { decodeObject } from '../request/decode.ts';
import { readWriteQuery, type WriteQuery } from '../request/options.ts';
import { keyOf, subjectOf } from '../request/subject.ts';
import { createObject } from './create.ts';
import { patchDocument } from './patch-document.ts';
import { updateObject, type Computed } from './update.ts';

/** PATCH of an object or of its status, in any of the four patch languages. */
export async function patch(context: ServerContext, request: ApiRequest): Promise<ApiResult> {
  const query = readWriteQuery(request.query, request.userAgent);
  if (request.patchType === 'application/apply-patch+yaml') return apply(context, request, query);
  if (query.force) {
    throw invalid({ group: 'meta.k8s.io', kind: 'PatchOptions' }, '', [
      {
        reason: 'FieldValueForbidden',
        field: 'force',
        message: 'Forbidden: may not be specified for non-apply patch',
      },
    ]);
  }
  const { view } = await updateObject(context, request, query, {
    compute: (current) => patched(request, query, current),
  });
  return { type: 'object', code: 200, view };
}

function patched(request: ApiRequest, query: WriteQuery, current: KubeObject): Computed {
  const { resource, warnings } = request;
  const result = patchDocument(request, current);
  const object = decodeObject(resource, result, query.fieldValidation, warnings);
  // The present revision that the patch carried along is no precondition of the client's.
  if (object.metadata.resourceVersion === current.metadata.resourceVersion) {
    delete object.metadata.resourceVersion;
  }
  return { object, operation: 'Update' };
}

/** Server-side apply; an object that does not exist is created (not through a subresource). */
async function apply(
  context: ServerContext,
  request: ApiRequest,
  query: WriteQuery,
): Promise<ApiResult> {
  const { resource, subresource, warnings } = request;
  if (!request.query.get('fieldManager')) {
    throw invalid({ group: 'meta.k8s.io', kind: 'PatchOptions' }, '', [
      {
        reason: 'FieldValueRequired',
        field: 'fieldManager',
        message: 'Required value: is required for apply patch',
      },
    ]);
  }
  const applied = decodeObject(resource, request.body, query.fieldValidation, warnings);
  applied.metadata.name ??= request.name ?? '';
  if (applied.metadata.name !== request.name) {
    throw badRequest(
      `the name of the object (${applied.metadata.name}) does not match the name on the URL (${request.name ?? ''})`,
    );
  }
  const compute = (live: KubeObject | undefined): Computed => ({
    operation: 'Apply',
    object: serverSideApply({
      live,
      applied,
      manager: query.fieldManager,
      force: query.force,
      schema: resource.schema,
      now: context.now(),
      ...(subresource === undefined ? {} : { subresource }),
    }),
  });
  const name = request.name ?? '';
  if (context.store.cache.get(keyOf(request, name)) === undefined) {
    if (subresource !== undefined) throw notFound(subjectOf(request), name);
    const { object } = compute(undefined);
    const { view } = await createObject(context, request, object, query, 'Apply');
    return { type: 'object', code: 201, view };
  }
  const { view } = await updateObject(context, request, query, {
    compute: (current) => stripRevision(request, compute(current)),
  });
  return { type: 'object', code: 200, view };
}

/** Only a revision that the applied configuration names itself is a precondition. */
function stripRevision(request: ApiRequest, computed: Computed): Computed {
  const { body } = request;
  const metadata = isObject(body) ? body['metadata'] : undefined;
  const asked = isObject(metadata) ? metadata['resourceVersion'] : undefined;
  if (typeof asked === 'string') computed.object.metadata.resourceVersion = asked;
  else delete computed.object.metadata.resourceVersion;
  return computed;
}
