import { alreadyExists, badRequest, type KubeObject } from '@fairway/kube';
import { setDefaults } from '../defaults/set-defaults.ts';
import { trackUpdate } from '../managed-fields/track-update.ts';
import { decodeObject } from '../request/decode.ts';
import type { ApiRequest, ApiResult } from '../request/api-request.ts';
import type { ServerContext } from '../request/context.ts';
import { readWriteQuery, type WriteQuery } from '../request/options.ts';
import { keyOf, subjectOf } from '../request/subject.ts';
import { hasSubresource } from '../registry/served-resource.ts';
import { prepareForCreate } from '../strategy/prepare.ts';
import { validateCreate } from '../validation/validate.ts';
import { beginObject, generateName } from './object-meta.ts';
import { admitted, writeObject, type WriteOutcome } from './write-object.ts';

const nameAttempts = 8;

/** POST to a collection. */
export async function create(context: ServerContext, request: ApiRequest): Promise<ApiResult> {
  const query = readWriteQuery(request.query, request.userAgent);
  const object = decodeObject(
    request.resource,
    request.body,
    query.fieldValidation,
    request.warnings,
  );
  if (object.metadata.resourceVersion) {
    throw badRequest('resourceVersion should not be set on objects to be created');
  }
  const { view } = await createObject(context, request, object, query, 'Update');
  return { type: 'object', code: 201, view };
}

/**
 * Creates one decoded object. `operation` says who keeps the managed fields: for `Apply` the
 * object already carries them.
 */
export async function createObject(
  context: ServerContext,
  request: ApiRequest,
  object: KubeObject,
  query: WriteQuery,
  operation: 'Update' | 'Apply',
): Promise<WriteOutcome> {
  checkNamespace(request, object);
  const prefix = object.metadata.name ? undefined : object.metadata.generateName;
  for (let attempt = 1; ; attempt += 1) {
    if (prefix) object.metadata.name = generateName(prefix);
    try {
      return await withQuota(context, request, () =>
        createOnce(context, request, object, query, operation),
      );
    } catch (error) {
      const taken = prefix && attempt < nameAttempts && isTaken(error);
      if (!taken) throw error;
    }
  }
}

/** Creates in a namespace with a quota take turns: each must see what the one before it used. */
function withQuota<T>(
  context: ServerContext,
  { resource, namespace }: ApiRequest,
  task: () => Promise<T>,
): Promise<T> {
  if (!resource.namespaced || namespace === undefined) return task();
  const quotas = context.store.cache.list('core/resourcequotas', namespace);
  if (quotas.length === 0) return task();
  return context.admissionLocks.run(`${resource.storage.id}/${namespace}`, task);
}

function isTaken(error: unknown): boolean {
  return error instanceof Error && 'reason' in error && error.reason === 'AlreadyExists';
}

async function createOnce(
  context: ServerContext,
  request: ApiRequest,
  object: KubeObject,
  query: WriteQuery,
  operation: 'Update' | 'Apply',
): Promise<WriteOutcome> {
  const { resource } = request;
  const now = context.now();
  if (hasSubresource(resource, 'status')) delete object['status'];
  beginObject(object, now, request.namespace);
  prepareForCreate(resource, object, now);
  setDefaults(resource, object);
  return admitted(context, async (admit) => {
    const attributes = {
      operation: 'CREATE',
      resource,
      subresource: undefined,
      namespace: request.namespace ?? '',
      object,
      old: undefined,
      user: request.user,
      dryRun: query.dryRun,
    } as const;
    admit(attributes, () => validateCreate(context, resource, object));
    const tracked =
      operation === 'Apply'
        ? object
        : trackUpdate(request, { before: undefined, after: object, query, now });
    const name = object.metadata.name ?? '';
    return writeObject(context, request, keyOf(request, name), query.dryRun, (current) => {
      if (current !== undefined) throw alreadyExists(subjectOf(request), name);
      return { op: 'put', object: tracked };
    });
  });
}

function checkNamespace(request: ApiRequest, object: KubeObject): void {
  const { namespace } = object.metadata;
  if (!request.resource.namespaced) {
    delete object.metadata.namespace;
    return;
  }
  if (namespace !== undefined && namespace !== '' && namespace !== request.namespace) {
    throw badRequest(
      `the namespace of the provided object does not match the namespace sent on the request`,
    );
  }
}
