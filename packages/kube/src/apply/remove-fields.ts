import { isObject, setField, type JsonObject } from '../json.ts';
import type { ObjectSchema } from '../schema.ts';
import type { FieldSet } from './field-set.ts';
import { fieldElement } from './path-element.ts';
import { definedFields, fieldSchema, itemElement, structureOf } from './structure.ts';

/**
 * Removes the fields of a set from a value. A map or list that loses its last item goes with it
 * (undefined).
 */
export function removeFields(
  value: unknown,
  set: FieldSet,
  schema: ObjectSchema | undefined,
): unknown {
  switch (structureOf(value, schema)) {
    case 'map':
      return isObject(value) ? removeFromMap(value, set, schema) : value;
    case 'keyed-list':
    case 'set':
      return Array.isArray(value) ? removeFromList(value, set, schema) : value;
    default:
      return value;
  }
}

function removeFromMap(
  value: JsonObject,
  set: FieldSet,
  schema: ObjectSchema | undefined,
): JsonObject | undefined {
  const fields = definedFields(value);
  const result: JsonObject = {};
  for (const [name, item] of fields) {
    const element = fieldElement(name);
    if (set.members.has(element)) continue;
    const below = set.children.get(element);
    const kept = below === undefined ? item : removeFields(item, below, fieldSchema(schema, name));
    if (kept !== undefined) setField(result, name, kept);
  }
  return fields.length > 0 && Object.keys(result).length === 0 ? undefined : result;
}

function removeFromList(
  list: readonly unknown[],
  set: FieldSet,
  schema: ObjectSchema | undefined,
): unknown[] | undefined {
  const result: unknown[] = [];
  for (const item of list) {
    const element = itemElement(item, schema);
    if (element !== undefined && set.members.has(element)) continue;
    const below = element === undefined ? undefined : set.children.get(element);
    const kept = below === undefined ? item : removeFields(item, below, schema?.items);
    if (kept !== undefined) result.push(kept);
  }
  return list.length > 0 && result.length === 0 ? undefined : result;
}
