import { schemaFor, type ObjectSchema } from '@fairway/kube';
import { isObject, type JsonObject } from '../json.ts';
import type { ServedResource } from '../registry/served-resource.ts';
import { normalise } from '../schema/normalise.ts';

const metadataSchema: ObjectSchema | undefined = schemaFor({
  group: '',
  version: 'v1',
  kind: 'ConfigMap',
})?.properties?.get('metadata');

/**
 * Removes the fields that a custom resource's structural schema does not name, and returns their
 * paths. Metadata is typed as everywhere. Throws DecodeError for malformed metadata.
 */
export function pruneCustom(resource: ServedResource, body: JsonObject): string[] {
  const unknown: string[] = [];
  const { metadata } = body;
  if (isObject(metadata) && metadataSchema !== undefined) {
    unknown.push(...normalise(metadataSchema, metadata).map((path) => `metadata.${path}`));
  }
  const schema = resource.custom?.openApiSchema;
  if (schema !== undefined && schema['x-kubernetes-preserve-unknown-fields'] !== true) {
    const implied = new Set(['apiVersion', 'kind', 'metadata']);
    pruneObject(schema, body, '', unknown, implied);
  }
  return unknown;
}

function pruneObject(
  schema: JsonObject,
  object: JsonObject,
  path: string,
  unknown: string[],
  implied: ReadonlySet<string>,
): void {
  const properties = isObject(schema['properties']) ? schema['properties'] : {};
  const additional = schema['additionalProperties'];
  const keeps = schema['x-kubernetes-preserve-unknown-fields'] === true || additional === true;
  const embedded = schema['x-kubernetes-embedded-resource'] === true;
  for (const [key, value] of Object.entries(object)) {
    if (implied.has(key)) continue;
    if (embedded && (key === 'apiVersion' || key === 'kind' || key === 'metadata')) continue;
    const at = path === '' ? key : `${path}.${key}`;
    const own = Object.hasOwn(properties, key) ? properties[key] : undefined;
    if (isObject(own)) pruneValue(own, value, at, unknown);
    else if (isObject(additional)) pruneValue(additional, value, at, unknown);
    else if (!keeps) {
      unknown.push(at);
      delete object[key];
    }
  }
}

function pruneValue(schema: JsonObject, value: unknown, path: string, unknown: string[]): void {
  if (Array.isArray(value)) {
    const { items } = schema;
    if (isObject(items)) {
      value.forEach((item, index) => pruneValue(items, item, `${path}[${index}]`, unknown));
    }
    return;
  }
  if (!isObject(value)) return;
  pruneObject(schema, value, path, unknown, new Set());
}
