import { isObject } from '../json.ts';
import type { ObjectSchema } from '../schema.ts';
import { FieldSet } from './field-set.ts';
import { fieldElement, fieldName, type PathElement } from './path-element.ts';
import {
  definedFields,
  elementSchema,
  fieldSchema,
  isNamedField,
  listEntries,
  structureOf,
} from './structure.ts';

/** The fields that a value names: what its author owns by applying it. */
export function toFieldSet(value: unknown, schema: ObjectSchema | undefined): FieldSet {
  const set = new FieldSet();
  collect(value, schema, [], set);
  return set;
}

function collect(
  value: unknown,
  schema: ObjectSchema | undefined,
  path: readonly PathElement[],
  set: FieldSet,
): void {
  switch (structureOf(value, schema)) {
    case 'leaf':
      set.insert(path);
      break;
    case 'map':
      if (isObject(value)) collectMap(definedFields(value), schema, path, set);
      break;
    case 'keyed-list':
    case 'set':
      for (const { element, item } of listEntries(value as unknown[], schema)) {
        const at = [...path, element];
        collect(item, schema?.items, at, set);
        set.insert(at);
      }
      break;
  }
}

function collectMap(
  fields: [string, unknown][],
  schema: ObjectSchema | undefined,
  path: readonly PathElement[],
  set: FieldSet,
): void {
  for (const [name, item] of fields) {
    const at = [...path, fieldElement(name)];
    collect(item, fieldSchema(schema, name), at, set);
    const empty = isObject(item) && definedFields(item).length === 0;
    if (empty || !isNamedField(schema, name)) set.insert(at);
  }
}

/** Adds the named fields that a set only passes through, so that removing them is seen. */
export function withNamedParents(set: FieldSet, schema: ObjectSchema | undefined): FieldSet {
  const result = new FieldSet();
  for (const member of set.members) result.members.add(member);
  for (const [element, child] of set.children) {
    const name = fieldName(element);
    if (name !== undefined && isNamedField(schema, name)) result.members.add(element);
    result.children.set(element, withNamedParents(child, elementSchema(schema, element)));
  }
  return result;
}
