import { cloneJson, isObject, type JsonObject } from '../json.ts';

/** Applies the `default`s of a structural schema (apiextensions/v1 defaulting), in place. */
export function setCustomDefaults(schema: JsonObject, value: unknown): void {
  if (Array.isArray(value)) {
    const { items } = schema;
    if (isObject(items)) for (const item of value) setCustomDefaults(items, item);
    return;
  }
  if (!isObject(value)) return;
  const { properties, additionalProperties } = schema;
  if (isObject(properties)) {
    for (const [name, field] of Object.entries(properties)) {
      if (!isObject(field)) continue;
      const isNull = value[name] === null && field['nullable'] !== true;
      if (field['default'] !== undefined && (!Object.hasOwn(value, name) || isNull)) {
        value[name] = cloneJson(field['default']);
      }
      setCustomDefaults(field, value[name]);
    }
  }
  if (isObject(additionalProperties)) {
    const named = isObject(properties) ? properties : {};
    for (const [name, item] of Object.entries(value)) {
      if (!Object.hasOwn(named, name)) setCustomDefaults(additionalProperties, item);
    }
  }
}
