import type { IncomingMessage } from 'node:http';
import {
  badRequest,
  methodNotAllowed,
  unknownPath,
  unsupportedMediaType,
  type PatchType,
} from '@fairway/kube';
import type { ApiRequest, Verb } from '../request/api-request.ts';
import type { ServerContext } from '../request/context.ts';
import { readBoolean } from '../request/options.ts';
import type { ResourcePath } from '../request/parse-path.ts';
import type { UserInfo } from '../user-info.ts';
import { mediaType, readBody } from './read-body.ts';

const patchTypes: readonly PatchType[] = [
  'application/json-patch+json',
  'application/merge-patch+json',
  'application/strategic-merge-patch+json',
  'application/apply-patch+yaml',
];

/** Turns an HTTP request for a resource path into the pipeline's request. Throws StatusError. */
export async function toRequest(
  context: ServerContext,
  message: IncomingMessage,
  path: ResourcePath,
  query: URLSearchParams,
  user: UserInfo,
  signal: AbortSignal,
): Promise<ApiRequest> {
  const resource = context.registry.find(path.group, path.version, path.resource);
  if (resource === undefined) throw unknownPath();
  if (path.namespace !== undefined && !resource.namespaced && resource.resource !== 'namespaces') {
    throw unknownPath();
  }
  if (path.name !== undefined && resource.namespaced && path.namespace === undefined) {
    throw unknownPath();
  }
  const verb = verbOf(message.method ?? 'GET', path, query, resource);
  const patchType = verb === 'patch' ? patchTypeOf(message) : undefined;
  const hasBody = verb !== 'get' && verb !== 'list' && verb !== 'watch';
  const body = hasBody ? await readBody(message) : undefined;
  if (body === undefined && (verb === 'create' || verb === 'update' || verb === 'patch')) {
    throw badRequest('the request has no body');
  }
  if (verb === 'create' && resource.namespaced && path.namespace === undefined) {
    throw badRequest('an empty namespace may not be set during creation');
  }
  return {
    user,
    verb,
    resource,
    namespace: path.namespace,
    name: path.name,
    subresource: path.subresource,
    query,
    body,
    patchType,
    userAgent: message.headers['user-agent'] ?? '',
    signal,
    warnings: [],
  };
}

function verbOf(
  method: string,
  path: ResourcePath,
  query: URLSearchParams,
  resource: { group: string; resource: string },
): Verb {
  const named = path.name !== undefined;
  switch (method) {
    case 'GET':
    case 'HEAD':
      if (path.subresource === undefined && readBoolean(query, 'watch')) return 'watch';
      return named ? 'get' : 'list';
    case 'POST':
      if (!named || path.subresource !== undefined) return 'create';
      break;
    case 'PUT':
      if (named) return 'update';
      break;
    case 'PATCH':
      if (named) return 'patch';
      break;
    case 'DELETE':
      return named ? 'delete' : 'deletecollection';
  }
  throw methodNotAllowed(resource, method.toLowerCase());
}

function patchTypeOf(message: IncomingMessage): PatchType {
  const type = mediaType(message);
  const found = patchTypes.find((item) => item === type);
  if (found === undefined) throw unsupportedMediaType(patchTypes);
  return found;
}
