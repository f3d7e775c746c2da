import { StatusError, type Status, type StatusCause } from './status-error.ts';

/** Group and plural resource name; the core group is the empty string. */
export interface GroupResource {
  group: string;
  resource: string;
}

/** Group and kind; the core group is the empty string. */
export interface GroupKind {
  group: string;
  kind: string;
}

// Messages, reasons, codes and details follow apimachinery's pkg/api/errors of 1.31.

/** 404 NotFound: `pods "a" not found`. */
export function notFound(resource: GroupResource, name: string): StatusError {
  return failure(404, 'NotFound', `${resourceText(resource)} ${quote(name)} not found`, {
    name,
    ...resourceDetails(resource),
  });
}

/** 404 NotFound for a path that no resource serves. */
export function unknownPath(): StatusError {
  return failure(404, 'NotFound', 'the server could not find the requested resource', {});
}

/** 409 AlreadyExists: `pods "a" already exists`. */
export function alreadyExists(resource: GroupResource, name: string): StatusError {
  return failure(409, 'AlreadyExists', `${resourceText(resource)} ${quote(name)} already exists`, {
    name,
    ...resourceDetails(resource),
  });
}

const MODIFIED =
  'the object has been modified; please apply your changes to the latest version and try again';

/** 409 Conflict; without `why` the message says that the resource version is stale. */
export function conflict(
  resource: GroupResource,
  name: string,
  why: string = MODIFIED,
): StatusError {
  const message = `Operation cannot be fulfilled on ${resourceText(resource)} ${quote(name)}: ${why}`;
  return failure(409, 'Conflict', message, { name, ...resourceDetails(resource) });
}

/** 409 Conflict of server-side apply; only causes are in the details. */
export function applyConflict(causes: StatusCause[], message: string): StatusError {
  return failure(409, 'Conflict', message, { causes });
}

/** 422 Invalid: `Deployment.apps "a" is invalid: spec.replicas: Invalid value: …`. */
export function invalid(kind: GroupKind, name: string, causes: StatusCause[]): StatusError {
  const texts = [...new Set(causes.map(causeText))];
  const list = texts.length === 1 ? texts[0] : `[${texts.join(', ')}]`;
  const kindText = kind.group === '' ? kind.kind : `${kind.kind}.${kind.group}`;
  const message = `${kindText} ${quote(name)} is invalid${texts.length === 0 ? '' : `: ${list}`}`;
  return failure(422, 'Invalid', message, {
    name,
    ...(kind.group === '' ? {} : { group: kind.group }),
    kind: kind.kind,
    causes,
  });
}

/** 400 BadRequest. */
export function badRequest(message: string): StatusError {
  return failure(400, 'BadRequest', message);
}

/** 401 Unauthorized. */
export function unauthorized(message: string = 'Unauthorized'): StatusError {
  return failure(401, 'Unauthorized', message);
}

/** 403 Forbidden: `pods "a" is forbidden: why`; an empty name is left out. */
export function forbidden(resource: GroupResource, name: string, why: string): StatusError {
  const subject = name === '' ? resourceText(resource) : `${resourceText(resource)} ${quote(name)}`;
  const message =
    resource.resource === '' ? `forbidden: ${why}` : `${subject} is forbidden: ${why}`;
  return failure(403, 'Forbidden', message, {
    ...(name === '' ? {} : { name }),
    ...resourceDetails(resource),
  });
}

/** 405 MethodNotAllowed: `delete is not supported on resources of kind "bindings"`. */
export function methodNotAllowed(resource: GroupResource, action: string): StatusError {
  const message = `${action} is not supported on resources of kind ${quote(resourceText(resource))}`;
  return failure(405, 'MethodNotAllowed', message, resourceDetails(resource));
}

/** 410 Gone. */
export function gone(message: string): StatusError {
  return failure(410, 'Gone', message);
}

/** 410 Expired: a watch or a continue token starts too far in the past. */
export function expired(message: string): StatusError {
  return failure(410, 'Expired', message);
}

/** 413 RequestEntityTooLarge. */
export function tooLarge(message: string): StatusError {
  return failure(413, 'RequestEntityTooLarge', `Request entity is too large: ${message}`);
}

/** 415 UnsupportedMediaType, naming the media types that are accepted. */
export function unsupportedMediaType(accepted: readonly string[]): StatusError {
  return failure(
    415,
    'UnsupportedMediaType',
    `the body of the request was in an unknown format - accepted media types include: ${accepted.join(', ')}`,
  );
}

/** 429 TooManyRequests; `retryAfterSeconds` of 0 leaves the pause to the client. */
export function tooManyRequests(message: string, retryAfterSeconds: number = 0): StatusError {
  const details = retryAfterSeconds > 0 ? { retryAfterSeconds } : {};
  return failure(429, 'TooManyRequests', message, details);
}

/** 500 InternalError: `Internal error occurred: why`. */
export function internalError(why: string, cause?: unknown): StatusError {
  return failure(
    500,
    'InternalError',
    `Internal error occurred: ${why}`,
    { causes: [{ message: why }] },
    cause,
  );
}

/** 503 ServiceUnavailable. */
export function unavailable(message: string, cause?: unknown): StatusError {
  return failure(503, 'ServiceUnavailable', message, undefined, cause);
}

/** 504 Timeout: `Timeout: why`. */
export function timeout(why: string, retryAfterSeconds: number = 0, cause?: unknown): StatusError {
  const details = retryAfterSeconds > 0 ? { retryAfterSeconds } : {};
  return failure(504, 'Timeout', `Timeout: ${why}`, details, cause);
}

function failure(
  code: number,
  reason: string,
  message: string,
  details?: NonNullable<Status['details']>,
  cause?: unknown,
): StatusError {
  return new StatusError(
    {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message,
      reason,
      ...(details === undefined ? {} : { details }),
      code,
    },
    cause === undefined ? undefined : { cause },
  );
}

function resourceText(resource: GroupResource): string {
  return resource.group === '' ? resource.resource : `${resource.resource}.${resource.group}`;
}

/** Details name the resource in `kind`, as kube-apiserver does. */
function resourceDetails(resource: GroupResource): { group?: string; kind: string } {
  return {
    ...(resource.group === '' ? {} : { group: resource.group }),
    kind: resource.resource,
  };
}

function causeText(cause: StatusCause): string {
  const message = cause.message ?? '';
  return cause.field === undefined || cause.field === '' ? message : `${cause.field}: ${message}`;
}

function quote(text: string): string {
  return JSON.stringify(text);
}
