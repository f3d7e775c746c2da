import { viewOf } from '../conversion/convert.ts';
import type { ApiRequest, ApiResult } from '../request/api-request.ts';
import type { ServerContext } from '../request/context.ts';
import { requireEntry } from '../request/subject.ts';

/** GET of one object; also of its `status`, which is the whole object. */
export function get(context: ServerContext, request: ApiRequest): ApiResult {
  const entry = requireEntry(context, request);
  return { type: 'object', code: 200, view: viewOf(entry, request.resource) };
}
