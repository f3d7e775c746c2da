import { methodNotAllowed, unknownPath } from '@fairway/kube';
import { review, isReview } from '../rbac/reviews.ts';
import { hasSubresource } from '../registry/served-resource.ts';
import { binding } from '../subresources/binding.ts';
import { eviction } from '../subresources/eviction.ts';
import { finalize } from '../subresources/finalize.ts';
import { podLog } from '../subresources/pod-log.ts';
import { scale } from '../subresources/scale.ts';
import { create } from '../verbs/create.ts';
import { remove, removeCollection } from '../verbs/delete.ts';
import { get } from '../verbs/get.ts';
import { list } from '../verbs/list.ts';
import { patch } from '../verbs/patch.ts';
import { update } from '../verbs/update.ts';
import { watch } from '../verbs/watch.ts';
import type { ApiRequest, ApiResult, Verb } from './api-request.ts';
import { authorise } from './authorise.ts';
import type { ServerContext } from './context.ts';

type Handler = (context: ServerContext, request: ApiRequest) => Promise<ApiResult> | ApiResult;

const verbs: Readonly<Record<Verb, Handler>> = {
  get,
  list,
  watch,
  create,
  update,
  patch,
  delete: remove,
  deletecollection: removeCollection,
};

/** Handlers of subresources by verb. */
const subresources: Readonly<Record<string, Partial<Record<Verb, Handler>>>> = {
  status: { get, update, patch },
  approval: { get, update, patch },
  scale: { get: scale, update: scale, patch: scale },
  finalize: { update: finalize },
  binding: { create: binding },
  eviction: { create: eviction },
  log: { get: podLog },
};

/**
 * The one pipeline behind both doors: authorise, then the verb's own stages (decode, defaults,
 * admission, validation, store). Throws StatusError.
 */
export async function execute(context: ServerContext, request: ApiRequest): Promise<ApiResult> {
  const { resource, subresource, verb } = request;
  if (subresource !== undefined && !hasSubresource(resource, subresource)) throw unknownPath();
  authorise(context, request);
  if (isReview(resource)) return review(context, request);
  if (subresource !== undefined) {
    const handler = subresources[subresource]?.[verb];
    if (handler === undefined) throw methodNotAllowed(resource, verb);
    return handler(context, request);
  }
  if (!resource.verbs.includes(verb)) throw methodNotAllowed(resource, verb);
  return verbs[verb](context, request);
}
