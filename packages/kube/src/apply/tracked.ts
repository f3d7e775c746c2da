import { isObject, jsonClone, type JsonObject } from '../json.ts';
import type { KubeObject } from '../object.ts';
import type { ObjectSchema } from '../schema.ts';
import { fieldSchema, structureOf } from './structure.ts';

// Fields that nobody owns (apimachinery's stripMetaManager).
const SYSTEM_METADATA = [
  'name',
  'namespace',
  'creationTimestamp',
  'selfLink',
  'uid',
  'generation',
  'managedFields',
  'resourceVersion',
];

/**
 * The part of an object whose fields have owners: without its identity, without nulls and empty
 * keyed lists, and without the fields that the endpoint resets.
 */
export function trackedPart(
  object: KubeObject | undefined,
  resetFields: readonly string[],
  schema: ObjectSchema | undefined,
): JsonObject {
  if (object === undefined) return {};
  const copy = jsonClone<JsonObject>(object);
  dropEmpty(copy, schema);
  for (const name of ['apiVersion', 'kind', ...resetFields]) delete copy[name];
  const metadata = copy['metadata'];
  if (isObject(metadata)) {
    for (const name of SYSTEM_METADATA) delete metadata[name];
    if (Object.keys(metadata).length === 0) delete copy['metadata'];
  }
  return copy;
}

/** Puts the identity back: the live one where there is one. */
export function withIdentity(
  tracked: JsonObject,
  live: KubeObject | undefined,
  applied: KubeObject,
  resetFields: readonly string[],
): KubeObject {
  const source = live ?? applied;
  const metadata: JsonObject = isObject(tracked['metadata']) ? { ...tracked['metadata'] } : {};
  for (const name of SYSTEM_METADATA) {
    const value = (source.metadata as JsonObject)[name];
    if (value !== undefined && value !== null) metadata[name] = value;
  }
  const kept: JsonObject = {};
  for (const name of resetFields) {
    if (live?.[name] !== undefined) kept[name] = jsonClone(live[name]);
  }
  const { apiVersion, kind } = applied;
  return { apiVersion, kind, ...tracked, ...kept, metadata };
}

/**
 * The top-level fields that a write through this endpoint can't change: `status` on the object
 * itself, `spec` on its status. Custom resources without a schema have none.
 */
export function defaultResetFields(
  schema: ObjectSchema | undefined,
  subresource: string | undefined,
): readonly string[] {
  if (subresource === 'status') return ['spec'];
  if (subresource !== undefined && subresource !== '') return [];
  return schema?.properties?.has('status') === true ? ['status'] : [];
}

/** Drops nulls, and keyed lists and sets without items: nobody can own anything of them. */
function dropEmpty(value: JsonObject, schema: ObjectSchema | undefined): void {
  for (const [key, item] of Object.entries(value)) {
    const child = fieldSchema(schema, key);
    const emptyList = Array.isArray(item) && item.length === 0;
    if (item === null || (emptyList && structureOf(item, child) !== 'leaf')) delete value[key];
    else if (isObject(item)) dropEmpty(item, child);
    else if (Array.isArray(item)) {
      for (const element of item) if (isObject(element)) dropEmpty(element, child?.items);
    }
  }
}
