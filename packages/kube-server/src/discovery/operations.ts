import type { JsonObject } from '../json.ts';
import type { ServedResource } from '../registry/served-resource.ts';

function parameter(name: string, type: string): JsonObject {
  return { name, in: 'query', schema: { type, uniqueItems: true } };
}

const writeParameters = [
  parameter('dryRun', 'string'),
  parameter('fieldManager', 'string'),
  parameter('fieldValidation', 'string'),
  parameter('pretty', 'string'),
];

/** The paths of a resource, with what clients look for: kinds, verbs, and dryRun, fieldValidation. */
export function operationsOf(resource: ServedResource): JsonObject {
  const { group, version, kind, namespaced } = resource;
  const root = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
  const collection = `${root}${namespaced ? '/namespaces/{namespace}' : ''}/${resource.resource}`;
  const operation = (action: string, parameters: JsonObject[] = []): JsonObject => ({
    'x-kubernetes-action': action,
    'x-kubernetes-group-version-kind': { group, version, kind },
    operationId: `${action}${group.replaceAll(/\W/g, '_')}${version}${kind}`,
    parameters,
    responses: { 200: { description: 'OK' } },
  });
  const has = (verb: string): boolean => resource.verbs.includes(verb);
  return {
    [collection]: {
      ...(has('list') ? { get: operation('list') } : {}),
      ...(has('create') ? { post: operation('post', writeParameters) } : {}),
    },
    ...(has('get')
      ? {
          [`${collection}/{name}`]: {
            get: operation('get'),
            ...(has('update') ? { put: operation('put', writeParameters) } : {}),
            ...(has('patch')
              ? { patch: operation('patch', [...writeParameters, parameter('force', 'boolean')]) }
              : {}),
            ...(has('delete')
              ? { delete: operation('delete', [parameter('dryRun', 'string')]) }
              : {}),
          },
        }
      : {}),
  };
}
