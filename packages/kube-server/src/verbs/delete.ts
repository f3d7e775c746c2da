import { conflict, forbidden, notFound, type KubeObject } from '@fairway/kube';
import { viewOf } from '../conversion/convert.ts';
import type { ApiRequest, ApiResult, View } from '../request/api-request.ts';
import type { ServerContext } from '../request/context.ts';
import { holdDefinition } from '../custom/definition-cleanup.ts';
import { matcherOf } from '../request/matcher.ts';
import { keyOf, subjectOf } from '../request/subject.ts';
import type { Entry } from '../watch-cache/entry.ts';
import { decideDelete } from './delete-decision.ts';
import { readDeleteWish, type DeleteWish } from './delete-options.ts';
import { list } from './list.ts';
import { writeObject } from './write-object.ts';

/** Namespaces that the cluster cannot do without. */
const immortalNamespaces: readonly string[] = ['default', 'kube-system', 'kube-public'];

/** Resources whose DELETE answers with the object instead of a Status. */
const returnsObject = new Set([
  'core/pods',
  'core/podtemplates',
  'core/services',
  'core/serviceaccounts',
  'core/resourcequotas',
  'core/persistentvolumes',
  'core/persistentvolumeclaims',
]);

/** DELETE of one object. */
export async function remove(context: ServerContext, request: ApiRequest): Promise<ApiResult> {
  const name = request.name ?? '';
  const { view, gone } = await removeOne(context, request, name, readDeleteWish(request));
  if (!gone || returnsObject.has(request.resource.storage.id)) {
    return { type: 'object', code: 200, view };
  }
  return { type: 'object', code: 200, view: { object: success(request, view), json: undefined } };
}

/** DELETE of a collection: each object that matches, one after another. */
export async function removeCollection(
  context: ServerContext,
  request: ApiRequest,
): Promise<ApiResult> {
  const wish = readDeleteWish(request);
  const matcher = matcherOf(request);
  const { id } = request.resource.storage;
  const entries = context.store.cache.list(id, request.namespace);
  const removed: View[] = [];
  for (const entry of entries.filter((item) => matcher.matches(item))) {
    const namespace = request.resource.namespaced ? entry.namespace : undefined;
    const single = { ...request, namespace, name: entry.name };
    const outcome = await removeOne(context, single, entry.name, wish).catch(ignoreNotFound);
    if (outcome !== undefined) removed.push(outcome.view);
  }
  const result = await list(context, { ...request, query: new URLSearchParams() });
  const metadata = result.type === 'list' ? result.metadata : { resourceVersion: '' };
  return { type: 'list', views: removed, metadata };
}

function ignoreNotFound(error: unknown): undefined {
  if (error instanceof Error && 'reason' in error && error.reason === 'NotFound') return undefined;
  throw error;
}

/** Deletes or marks one object; `gone` tells which. */
export async function removeOne(
  context: ServerContext,
  request: ApiRequest,
  name: string,
  wish: DeleteWish,
): Promise<{ view: View; gone: boolean }> {
  const key = keyOf(request, name);
  if (key.id === 'core/namespaces' && immortalNamespaces.includes(name)) {
    throw forbidden(request.resource, name, 'this namespace may not be deleted');
  }
  let gone = false;
  const { view } = await writeObject(context, request, key, wish.dryRun, (current) => {
    if (current === undefined) throw notFound(subjectOf(request), name);
    checkPreconditions(request, name, wish, current);
    const object = holdDefinition(context, viewOf(current, request.resource).object);
    const decision = decideDelete(object, wish, context.now());
    gone = decision.op === 'delete';
    return decision;
  });
  return { view, gone };
}

function checkPreconditions(
  request: ApiRequest,
  name: string,
  wish: DeleteWish,
  current: Entry,
): void {
  const { uid } = current.object.metadata;
  if (wish.uid !== undefined && wish.uid !== uid) {
    throw conflict(
      subjectOf(request),
      name,
      `Precondition failed: UID in precondition: ${wish.uid}, UID in object meta: ${uid ?? ''}`,
    );
  }
  if (wish.resourceVersion !== undefined && wish.resourceVersion !== String(current.rv)) {
    throw conflict(
      subjectOf(request),
      name,
      `Precondition failed: ResourceVersion in precondition: ${wish.resourceVersion}, ResourceVersion in object meta: ${current.rv}`,
    );
  }
}

function success(request: ApiRequest, view: View): KubeObject {
  const { group, resource } = request.resource;
  const { name = '', uid = '' } = view.object.metadata;
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Success',
    details: { name, ...(group === '' ? {} : { group }), kind: resource, uid },
  };
}
