import { badRequest, conflict, notFound, type KubeObject } from '@fairway/kube';
import { viewOf } from '../conversion/convert.ts';
import { setDefaults } from '../defaults/set-defaults.ts';
import { cloneJson, equalJson, stringsOf, valueAt } from '../json.ts';
import { trackUpdate } from '../managed-fields/track-update.ts';
import { hasSubresource } from '../registry/served-resource.ts';
import type { ApiRequest, ApiResult } from '../request/api-request.ts';
import type { ServerContext } from '../request/context.ts';
import { decodeObject } from '../request/decode.ts';
import { readWriteQuery, type WriteQuery } from '../request/options.ts';
import { keyOf, subjectOf } from '../request/subject.ts';
import type { Decision } from '../storage/store.ts';
import { prepareForUpdate } from '../strategy/prepare.ts';
import { validateUpdate } from '../validation/validate.ts';
import type { Entry } from '../watch-cache/entry.ts';
import { mergeMeta } from './object-meta.ts';
import { admitted, writeObject, type Admit, type WriteOutcome } from './write-object.ts';

/** PUT of an object or of its status. */
export async function update(context: ServerContext, request: ApiRequest): Promise<ApiResult> {
  const query = readWriteQuery(request.query, request.userAgent);
  const { resource, warnings } = request;
  const body = decodeObject(resource, request.body, query.fieldValidation, warnings);
  const given = body.metadata.name;
  if (given !== undefined && given !== '' && given !== request.name) {
    throw badRequest(
      `the name of the object (${given}) does not match the name on the URL (${request.name ?? ''})`,
    );
  }
  const { view } = await updateObject(context, request, query, {
    compute: () => ({ object: cloneJson(body), operation: 'Update' }),
  });
  return { type: 'object', code: 200, view };
}

/** The new state that a write wants, as a whole object in the request's version. */
export interface Computed {
  object: KubeObject;
  /** `Apply`: the object already carries its managed fields. */
  operation: 'Update' | 'Apply';
}

export interface UpdateSteps {
  /** Gets a copy of the present object; called again when another server was faster. */
  compute: (current: KubeObject) => Computed;
}

/** Changes one object: preconditions, defaults, admission, validation, generation, finalizers. */
export async function updateObject(
  context: ServerContext,
  request: ApiRequest,
  query: WriteQuery,
  steps: UpdateSteps,
): Promise<WriteOutcome> {
  const name = request.name ?? '';
  return admitted(context, (admit) =>
    writeObject(context, request, keyOf(request, name), query.dryRun, (current) => {
      if (current === undefined) throw notFound(subjectOf(request), name);
      return decideUpdate(context, request, query, steps, current, admit);
    }),
  );
}

function decideUpdate(
  context: ServerContext,
  request: ApiRequest,
  query: WriteQuery,
  steps: UpdateSteps,
  current: Entry,
  admit: Admit,
): Decision {
  const { resource, subresource } = request;
  const old = cloneJson(viewOf(current, resource).object);
  const { object, operation } = steps.compute(cloneJson(old));
  checkPreconditions(request, object, current);
  const next = merge(request, object, old);
  setDefaults(resource, next);
  prepareForUpdate(resource, next, old, subresource);
  const attributes = {
    operation: 'UPDATE',
    resource,
    subresource,
    namespace: request.namespace ?? '',
    object: next,
    old,
    user: request.user,
    dryRun: query.dryRun,
  } as const;
  admit(attributes, () => validateUpdate(context, resource, next, old, subresource));
  if (isFinished(next)) return { op: 'delete', object: next };
  if (equalJson(content(next), content(old))) {
    if (operation === 'Update' || sameOwners(next, old)) return { op: 'none' };
  }
  if (operation === 'Apply') return { op: 'put', object: next };
  const now = context.now();
  return { op: 'put', object: trackUpdate(request, { before: old, after: next, query, now }) };
}

function checkPreconditions(request: ApiRequest, object: KubeObject, current: Entry): void {
  const { uid, resourceVersion } = object.metadata;
  const currentUid = current.object.metadata.uid;
  const name = request.name ?? '';
  if (uid !== undefined && uid !== '' && uid !== currentUid) {
    throw conflict(
      subjectOf(request),
      name,
      `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${currentUid ?? ''}`,
    );
  }
  if (resourceVersion !== undefined && resourceVersion !== '' && resourceVersion !== '0') {
    if (resourceVersion !== String(current.rv)) throw conflict(subjectOf(request), name);
  }
}

/** What the subresource does not own stays as it is; system metadata always does. */
function merge(request: ApiRequest, object: KubeObject, old: KubeObject): KubeObject {
  const { resource, subresource } = request;
  const metadata = mergeMeta(object.metadata, old.metadata);
  if (subresource === 'status' || subresource === 'approval') {
    const { managedFields } = metadata;
    const kept =
      resource.custom === undefined
        ? { ...mergeMeta(old.metadata, old.metadata), ...pickLabels(metadata) }
        : mergeMeta(old.metadata, old.metadata);
    const next: KubeObject = {
      ...old,
      metadata: { ...kept, ...(managedFields && { managedFields }) },
    };
    delete next['status'];
    if (object['status'] !== undefined) next['status'] = object['status'];
    return next;
  }
  const next: KubeObject = { ...object, metadata };
  if (subresource === undefined && hasSubresource(resource, 'status')) {
    delete next['status'];
    if (old['status'] !== undefined) next['status'] = old['status'];
  }
  return next;
}

function pickLabels(metadata: KubeObject['metadata']): Partial<KubeObject['metadata']> {
  const { labels, annotations } = metadata;
  return { ...(labels && { labels }), ...(annotations && { annotations }) };
}

/** True when nothing holds a deleted object any more. */
function isFinished(object: KubeObject): boolean {
  const { deletionTimestamp, finalizers = [], deletionGracePeriodSeconds = 0 } = object.metadata;
  if (deletionTimestamp === undefined || finalizers.length > 0) return false;
  if (deletionGracePeriodSeconds > 0) return false;
  const isNamespace = object.apiVersion === 'v1' && object.kind === 'Namespace';
  return !isNamespace || stringsOf(valueAt(object, 'spec', 'finalizers')).length === 0;
}

/** All but the revision and the records of who owns what. */
function content(object: KubeObject): unknown {
  const { managedFields: _fields, resourceVersion: _rv, ...metadata } = object.metadata;
  return { ...object, metadata };
}

function sameOwners(left: KubeObject, right: KubeObject): boolean {
  const owners = (object: KubeObject): unknown =>
    (object.metadata.managedFields ?? []).map((entry) => ({ ...entry, time: undefined }));
  return equalJson(owners(left), owners(right));
}
