import type { KubeObject, StatusCause } from '@fairway/kube';
import { equalJson, isObject, numberOf, stringsOf, textOf, type JsonObject } from '../json.ts';
import type { CustomVersion } from '../registry/served-resource.ts';
import { duplicate, invalidValue, required, unsupported } from '../validation/causes.ts';

/** Causes where a custom resource does not fit the structural schema of its definition. */
export function customCauses(custom: CustomVersion, object: KubeObject): StatusCause[] {
  const causes: StatusCause[] = [];
  const { properties, ...schema } = custom.openApiSchema;
  const own = isObject(properties) ? { ...properties } : {};
  for (const implied of ['metadata', 'apiVersion', 'kind']) delete own[implied];
  checkValue({ ...schema, properties: own }, object, '', causes);
  return causes;
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value;
}

function fitsType(schema: JsonObject, value: unknown): boolean {
  const type = typeOf(value);
  if (schema['x-kubernetes-int-or-string'] === true) return type === 'integer' || type === 'string';
  const wanted = schema['type'];
  if (wanted === undefined || wanted === type) return true;
  return wanted === 'number' && type === 'integer';
}

function checkValue(schema: JsonObject, value: unknown, path: string, causes: StatusCause[]): void {
  if (value === null && schema['nullable'] === true) return;
  if (!fitsType(schema, value)) {
    const type = textOf(schema['type']) || 'integer,string';
    causes.push({
      reason: 'FieldValueTypeInvalid',
      field: path,
      message: `Invalid value: ${JSON.stringify(typeOf(value))}: ${path} in body must be of type ${type}: ${JSON.stringify(typeOf(value))}`,
    });
    return;
  }
  const { enum: values } = schema;
  if (Array.isArray(values) && !values.some((item) => equalJson(item, value))) {
    causes.push(unsupported(path, value, values.map(String)));
  }
  if (isObject(value)) checkObject(schema, value, path, causes);
  else if (Array.isArray(value)) checkArray(schema, value, path, causes);
  else if (typeof value === 'string') checkString(schema, value, path, causes);
  else if (typeof value === 'number') checkNumber(schema, value, path, causes);
}

function checkObject(
  schema: JsonObject,
  value: JsonObject,
  path: string,
  causes: StatusCause[],
): void {
  const at = (name: string): string => (path === '' ? name : `${path}.${name}`);
  for (const name of stringsOf(schema['required'])) {
    if (!Object.hasOwn(value, name)) causes.push(required(at(name)));
  }
  const properties = isObject(schema['properties']) ? schema['properties'] : {};
  const additional = schema['additionalProperties'];
  for (const [name, item] of Object.entries(value)) {
    const field = Object.hasOwn(properties, name) ? properties[name] : additional;
    if (isObject(field)) checkValue(field, item, at(name), causes);
  }
}

function checkArray(
  schema: JsonObject,
  value: unknown[],
  path: string,
  causes: StatusCause[],
): void {
  const { items, minItems, maxItems } = schema;
  if (value.length < numberOf(minItems)) {
    causes.push(
      invalidValue(
        path,
        value.length,
        `${path} in body should have at least ${numberOf(minItems)} items`,
      ),
    );
  }
  if (value.length > numberOf(maxItems, Infinity)) {
    causes.push({
      reason: 'FieldValueTooMany',
      field: path,
      message: `Too many: ${value.length}: must have at most ${numberOf(maxItems)} items`,
    });
  }
  if (isObject(items))
    value.forEach((item, index) => checkValue(items, item, `${path}[${index}]`, causes));
  checkListKeys(schema, value, path, causes);
}

function checkListKeys(
  schema: JsonObject,
  value: unknown[],
  path: string,
  causes: StatusCause[],
): void {
  const keys = stringsOf(schema['x-kubernetes-list-map-keys']);
  const isSet = schema['x-kubernetes-list-type'] === 'set';
  if (keys.length === 0 && !isSet) return;
  const seen = new Set<string>();
  value.forEach((item, index) => {
    const picked = isSet
      ? item
      : Object.fromEntries(keys.map((key) => [key, isObject(item) ? item[key] : undefined]));
    const text = JSON.stringify(picked);
    if (seen.has(text)) causes.push(duplicate(`${path}[${index}]`, picked));
    seen.add(text);
  });
}

function checkString(schema: JsonObject, value: string, path: string, causes: StatusCause[]): void {
  const { minLength, maxLength, pattern } = schema;
  // In characters, not in UTF-16 units.
  const { length } = Array.from(value);
  if (length < numberOf(minLength)) {
    causes.push(
      invalidValue(
        path,
        value,
        `${path} in body should be at least ${numberOf(minLength)} chars long`,
      ),
    );
  }
  if (length > numberOf(maxLength, Infinity)) {
    causes.push({
      reason: 'FieldValueTooLong',
      field: path,
      message: `Too long: may not be more than ${numberOf(maxLength)} bytes`,
    });
  }
  if (typeof pattern === 'string' && !matchesPattern(pattern, value)) {
    causes.push(invalidValue(path, value, `${path} in body should match '${pattern}'`));
  }
}

function matchesPattern(pattern: string, value: string): boolean {
  // Patterns are checked when the definition is written; long inputs are not tried at all.
  return value.length <= 4096 && new RegExp(pattern, 'u').test(value);
}

function checkNumber(schema: JsonObject, value: number, path: string, causes: StatusCause[]): void {
  const { minimum, maximum } = schema;
  if (value < numberOf(minimum, -Infinity)) {
    causes.push(
      invalidValue(
        path,
        value,
        `${path} in body should be greater than or equal to ${numberOf(minimum)}`,
      ),
    );
  }
  if (value > numberOf(maximum, Infinity)) {
    causes.push(
      invalidValue(
        path,
        value,
        `${path} in body should be less than or equal to ${numberOf(maximum)}`,
      ),
    );
  }
}
