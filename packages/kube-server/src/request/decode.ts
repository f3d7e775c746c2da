import { formatApiVersion, type KubeObject, badRequest } from '@fairway/kube';
import { pruneCustom } from '../custom/prune.ts';
import { isObject } from '../json.ts';
import type { ServedResource } from '../registry/served-resource.ts';
import { DecodeError, normalise } from '../schema/normalise.ts';
import type { FieldValidation } from './options.ts';

/** True for a value that has the outline of an API object. */
function isKubeObject(value: unknown): value is KubeObject {
  return (
    isObject(value) &&
    typeof value['apiVersion'] === 'string' &&
    typeof value['kind'] === 'string' &&
    isObject(value['metadata'])
  );
}

/**
 * Reads a body as an object of the resource: right apiVersion and kind (both may be absent),
 * metadata present, fields of the right types; unknown fields are dropped, and reported as
 * `validation` says. The body is changed in place. Throws 400.
 */
export function decodeObject(
  resource: ServedResource,
  body: unknown,
  validation: FieldValidation,
  warnings: string[],
): KubeObject {
  if (!isObject(body)) throw badRequest('the request body must be one object');
  const apiVersion = formatApiVersion(resource);
  const { apiVersion: givenVersion, kind: givenKind } = body;
  if (
    (givenVersion ?? apiVersion) !== apiVersion ||
    (givenKind ?? resource.kind) !== resource.kind
  ) {
    const given = `${String(givenVersion)}, Kind=${String(givenKind)}`;
    throw badRequest(
      `the API version in the data (${given}) does not match the expected API version (${apiVersion}, Kind=${resource.kind})`,
    );
  }
  body['apiVersion'] = apiVersion;
  body['kind'] = resource.kind;
  body['metadata'] ??= {};
  try {
    const unknown =
      resource.custom === undefined
        ? resource.schema === undefined
          ? []
          : normalise(resource.schema, body)
        : pruneCustom(resource, body);
    reportUnknown(resource, unknown, validation, warnings);
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    throw badRequest(
      `${resource.kind} in version ${JSON.stringify(resource.version)} cannot be handled as a ${resource.kind}: ${error.message}`,
    );
  }
  if (!isKubeObject(body)) throw badRequest('the object has no metadata');
  return body;
}

function reportUnknown(
  resource: ServedResource,
  unknown: readonly string[],
  validation: FieldValidation,
  warnings: string[],
): void {
  if (unknown.length === 0 || validation === 'Ignore') return;
  const texts = unknown.map((path) => `unknown field ${JSON.stringify(path)}`);
  if (validation === 'Warn') {
    warnings.push(...texts);
    return;
  }
  throw badRequest(
    `${resource.kind} in version ${JSON.stringify(resource.version)} cannot be handled as a ${resource.kind}: strict decoding error: ${texts.join(', ')}`,
  );
}
