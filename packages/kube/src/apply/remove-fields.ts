import { isObject, setField, type JsonObject } from '../json.ts';
import type { ObjectSchema } from '../schema.ts';
import type { FieldSet } from './field-set.ts';
import { fieldElement } from './path-element.ts';
import { definedFields, fieldSchema, itemElement, structureOf } from './structure.ts';

/**
 * Removes the fields of a set from a value. A list that loses its last item goes with it
 * (undefined); a map goes only when the set names it.
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
): JsonObject {
  const result: JsonObject = {};
  for (const [name, item] of definedFields(value)) {
    const element = fieldElement(name);
    if (set.members.has(element)) continue;
    const below = set.children.get(element);
    const kept = below === undefined ? item : removeFields(item, below, fieldSchema(schema, name));
    if (kept !== undefined) setField(result, name, kept);
  }
  return result;
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
