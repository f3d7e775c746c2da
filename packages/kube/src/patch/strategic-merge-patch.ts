import { isObject, jsonClone, ownField, setField, type JsonObject } from '../json.ts';
import type { ObjectSchema } from '../schema.ts';
import { badRequest, unsupportedMediaType } from '../status-errors.ts';
import { DELETE_FROM_PRIMITIVE, mergeList, SET_ORDER } from './strategic-list.ts';

const DIRECTIVE = '$patch';
const RETAIN_KEYS = '$retainKeys';

/**
 * Applies a strategic merge patch: maps are merged, lists are merged by their merge key where the
 * schema says so, and `$patch`, `$retainKeys`, `$setElementOrder/…` and
 * `$deleteFromPrimitiveList/…` are obeyed. The object is left as it is.
 *
 * Throws StatusError: 415 without a schema (custom resources have no patch strategies), 400 for a
 * patch that contradicts the schema.
 */
export function applyStrategicMergePatch<T>(
  object: T,
  patch: unknown,
  schema: ObjectSchema | undefined,
): T {
  if (schema === undefined) {
    throw unsupportedMediaType([
      'application/json-patch+json',
      'application/merge-patch+json',
      'application/apply-patch+yaml',
    ]);
  }
  if (!isObject(patch)) throw badRequest('error decoding patch: the patch is not an object');
  // The result's shape is the caller's to validate, as with any patch.
  return mergeMap(isObject(object) ? object : {}, patch, schema) as T;
}

/** Merges one patched map into the original; also used for the items of merged lists. */
function mergeMap(
  original: JsonObject,
  patch: JsonObject,
  schema: ObjectSchema | undefined,
): JsonObject {
  const directive = patch[DIRECTIVE];
  if (directive === 'delete') return {};
  if (directive === 'replace') return withoutDirectives(patch);
  if (directive !== undefined && directive !== 'merge') {
    throw badRequest(`unable to parse patch directive: ${JSON.stringify(directive)}`);
  }
  const result = retainKeys(jsonClone(original), patch);
  for (const [key, value] of Object.entries(patch)) {
    if (isDirectiveKey(key)) continue;
    const child = childSchema(schema, key);
    if (value === null) delete result[key];
    else setField(result, key, mergeValue(ownField(result, key), value, child, patch, key));
  }
  applyOrphanListDirectives(result, patch, schema);
  return result;
}

function mergeValue(
  original: unknown,
  value: unknown,
  schema: ObjectSchema | undefined,
  patch: JsonObject,
  key: string,
): unknown {
  if (isObject(value)) {
    const replaces = schema?.patchStrategy.includes('replace') === true;
    const base = isObject(original) && !replaces ? original : {};
    return mergeMap(base, value, schema);
  }
  if (Array.isArray(value)) {
    const strategy = schema?.patchStrategy.includes('merge') === true;
    if (!strategy) return jsonClone(value);
    return mergeList(
      Array.isArray(original) ? original : [],
      value,
      schema,
      {
        order: patch[`${SET_ORDER}${key}`],
        remove: patch[`${DELETE_FROM_PRIMITIVE}${key}`],
      },
      mergeMap,
    );
  }
  return value;
}

/** Order and removal directives also count for a list that the patch itself doesn't name. */
function applyOrphanListDirectives(
  result: JsonObject,
  patch: JsonObject,
  schema: ObjectSchema | undefined,
): void {
  for (const directive of Object.keys(patch)) {
    const key = listOfDirective(directive);
    if (key === undefined || key in patch) continue;
    const current = ownField(result, key);
    if (!Array.isArray(current)) continue;
    const merged = mergeList(
      current,
      [],
      childSchema(schema, key),
      {
        order: patch[`${SET_ORDER}${key}`],
        remove: patch[`${DELETE_FROM_PRIMITIVE}${key}`],
      },
      mergeMap,
    );
    setField(result, key, merged);
  }
}

function retainKeys(original: JsonObject, patch: JsonObject): JsonObject {
  const retained = patch[RETAIN_KEYS];
  if (retained === undefined) return original;
  if (!Array.isArray(retained)) throw badRequest(`${RETAIN_KEYS} must be a list of field names`);
  for (const key of Object.keys(patch)) {
    if (!isDirectiveKey(key) && patch[key] !== null && !retained.includes(key)) {
      throw badRequest(`${RETAIN_KEYS} list doesn't contain the field ${key} that the patch sets`);
    }
  }
  return Object.fromEntries(Object.entries(original).filter(([key]) => retained.includes(key)));
}

function childSchema(schema: ObjectSchema | undefined, key: string): ObjectSchema | undefined {
  return schema?.properties?.get(key) ?? schema?.additionalProperties;
}

function isDirectiveKey(key: string): boolean {
  return key === DIRECTIVE || key === RETAIN_KEYS || listOfDirective(key) !== undefined;
}

function listOfDirective(key: string): string | undefined {
  if (key.startsWith(SET_ORDER)) return key.slice(SET_ORDER.length);
  if (key.startsWith(DELETE_FROM_PRIMITIVE)) return key.slice(DELETE_FROM_PRIMITIVE.length);
  return undefined;
}

function withoutDirectives(patch: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(jsonClone(patch)).filter(
      ([key, value]) => !isDirectiveKey(key) && value !== null,
    ),
  );
}
