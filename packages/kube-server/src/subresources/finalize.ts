import { cloneJson } from '../json.ts';
import type { ApiRequest, ApiResult } from '../request/api-request.ts';
import type { ServerContext } from '../request/context.ts';
import { decodeObject } from '../request/decode.ts';
import { readWriteQuery } from '../request/options.ts';
import { updateObject } from '../verbs/update.ts';

/** PUT of `namespaces/NAME/finalize`: the one way to change a namespace's spec.finalizers. */
export async function finalize(context: ServerContext, request: ApiRequest): Promise<ApiResult> {
  const query = readWriteQuery(request.query, request.userAgent);
  const body = decodeObject(
    request.resource,
    request.body,
    query.fieldValidation,
    request.warnings,
  );
  const { view } = await updateObject(context, request, query, {
    compute: (current) => {
      const { spec } = cloneJson(body);
      const object = { ...current, spec: spec ?? {} };
      const { resourceVersion } = body.metadata;
      object.metadata = { ...current.metadata, ...(resourceVersion ? { resourceVersion } : {}) };
      if (!resourceVersion) delete object.metadata.resourceVersion;
      return { object, operation: 'Update' };
    },
  });
  return { type: 'object', code: 200, view };
}
