import { isObject, type JsonObject } from '../json.ts';
import type { ObjectSchema } from '../schema.ts';
import { fieldName, keyElement, valueElement, type PathElement } from './path-element.ts';

/** How a value is owned: as a whole (`leaf`), or by its fields, keyed items or values. */
export type Structure = 'leaf' | 'map' | 'keyed-list' | 'set';

// Free-form definitions are owned as a whole, as in kube-apiserver's own schema.
const ATOMIC_DEFINITIONS = new Set(['RawExtension', 'FieldsV1', 'JSON']);

/** Without a schema (custom resources) maps are owned by field and lists as a whole. */
export function structureOf(value: unknown, schema: ObjectSchema | undefined): Structure {
  if (isObject(value)) {
    const atomic = schema?.mapType === 'atomic' || ATOMIC_DEFINITIONS.has(schema?.definition ?? '');
    return atomic ? 'leaf' : 'map';
  }
  if (Array.isArray(value)) {
    if (schema?.listType === 'map') return 'keyed-list';
    if (schema?.listType === 'set') return 'set';
  }
  return 'leaf';
}

/** The schema of a field, or of a map's values. */
export function fieldSchema(
  schema: ObjectSchema | undefined,
  name: string,
): ObjectSchema | undefined {
  return schema?.properties?.get(name) ?? schema?.additionalProperties;
}

/** The schema below one path element. */
export function elementSchema(
  schema: ObjectSchema | undefined,
  element: PathElement,
): ObjectSchema | undefined {
  const name = fieldName(element);
  return name === undefined ? schema?.items : fieldSchema(schema, name);
}

/** True for a field that the schema names, as against the key of a free map. */
export function isNamedField(schema: ObjectSchema | undefined, name: string): boolean {
  return schema?.properties?.has(name) === true;
}

/** One item of a list with its path element. */
export interface ListEntry {
  element: PathElement;
  item: unknown;
}

/** Items of a keyed list or set by their path elements; items without any key are left out. */
export function listEntries(
  list: readonly unknown[],
  schema: ObjectSchema | undefined,
): ListEntry[] {
  const entries: ListEntry[] = [];
  for (const item of list) {
    const element = itemElement(item, schema);
    if (element !== undefined) entries.push({ element, item });
  }
  return entries;
}

/** The path element of one item, by the list's schema. */
export function itemElement(
  item: unknown,
  schema: ObjectSchema | undefined,
): PathElement | undefined {
  return schema?.listType === 'set'
    ? valueElement(item)
    : keyElement(item, schema?.listMapKeys ?? []);
}

/** The fields of a map that have a value. */
export function definedFields(value: JsonObject): [string, unknown][] {
  return Object.entries(value).filter(([, item]) => item !== undefined);
}
