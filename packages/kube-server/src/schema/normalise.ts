import {
  formatQuantity,
  isQuantity,
  parseQuantity,
  QuantityError,
  type ObjectSchema,
} from '@fairway/kube';
import { isObject, type JsonObject } from '../json.ts';

/** A value that cannot be what the schema says; `message` is in the words of a decoder. */
export class DecodeError extends Error {
  override readonly name = 'DecodeError';
  readonly code = 'DECODE';
}

const maximumDepth = 200;

/**
 * Brings an object of a built-in kind to the form that a typed server would store: fields that
 * the schema does not know are removed (their paths are returned), nulls and empty lists and maps
 * are dropped, quantities are written in their canonical form. The object is changed in place.
 *
 * Throws DecodeError where a value has the wrong type.
 */
export function normalise(schema: ObjectSchema, object: JsonObject): string[] {
  const unknown: string[] = [];
  normaliseObject(schema, object, '', 0, unknown);
  return unknown;
}

function normaliseObject(
  schema: ObjectSchema,
  object: JsonObject,
  path: string,
  depth: number,
  unknown: string[],
): void {
  if (depth > maximumDepth) throw new DecodeError(`exceeded max depth at ${path}`);
  const { properties, additionalProperties } = schema;
  if (properties === undefined && additionalProperties === undefined) return;
  for (const [key, value] of Object.entries(object)) {
    const at = path === '' ? key : `${path}.${key}`;
    const field = properties?.get(key) ?? additionalProperties;
    if (field === undefined) {
      unknown.push(at);
      delete object[key];
      continue;
    }
    const isMapEntry = properties?.has(key) !== true;
    const next = normaliseValue(field, value, at, depth + 1, unknown);
    if (next === undefined && !isMapEntry) delete object[key];
    else object[key] = next ?? zeroOf(field);
  }
}

function zeroOf(schema: ObjectSchema): unknown {
  return schema.type === 'string' ? '' : null;
}

function normaliseValue(
  schema: ObjectSchema,
  value: unknown,
  path: string,
  depth: number,
  unknown: string[],
): unknown {
  if (value === null || value === undefined) return undefined;
  if (schema.quantity) return canonicalQuantity(value, path);
  if (schema.intOrString) return intOrString(value, path);
  switch (schema.type) {
    case 'object':
      return objectValue(schema, value, path, depth, unknown);
    case 'array':
      return arrayValue(schema, value, path, depth, unknown);
    case 'string':
      return expectType(typeof value === 'string', value, path, 'string');
    case 'boolean':
      return expectType(typeof value === 'boolean', value, path, 'bool');
    case 'integer':
      return expectType(Number.isInteger(value), value, path, schema.format ?? 'int64');
    case 'number':
      return expectType(typeof value === 'number', value, path, 'float64');
    default:
      return value;
  }
}

function objectValue(
  schema: ObjectSchema,
  value: unknown,
  path: string,
  depth: number,
  unknown: string[],
): unknown {
  if (!isObject(value)) return expectType(false, value, path, schema.definition ?? 'map');
  normaliseObject(schema, value, path, depth, unknown);
  const isMap = schema.properties === undefined && schema.additionalProperties !== undefined;
  return isMap && Object.keys(value).length === 0 ? undefined : value;
}

function arrayValue(
  schema: ObjectSchema,
  value: unknown,
  path: string,
  depth: number,
  unknown: string[],
): unknown {
  if (!Array.isArray(value)) return expectType(false, value, path, 'list');
  if (value.length === 0) return undefined;
  const { items } = schema;
  if (items === undefined) return value;
  value.forEach((item: unknown, index) => {
    value[index] =
      normaliseValue(items, item, `${path}[${index}]`, depth + 1, unknown) ?? zeroOf(items);
  });
  return value;
}

function expectType(ok: boolean, value: unknown, path: string, wanted: string): unknown {
  if (ok) return value;
  const got = Array.isArray(value) ? 'array' : typeof value;
  throw new DecodeError(`json: cannot unmarshal ${got} into field ${path} of type ${wanted}`);
}

function intOrString(value: unknown, path: string): unknown {
  return expectType(
    typeof value === 'string' || Number.isInteger(value),
    value,
    path,
    'intstr.IntOrString',
  );
}

function canonicalQuantity(value: unknown, path: string): string {
  if (!isQuantity(value)) {
    throw new DecodeError(
      `${path}: ${new QuantityError(typeof value === 'string' ? value : JSON.stringify(value)).message}`,
    );
  }
  const binary = typeof value === 'string' && value.endsWith('i');
  return formatQuantity(parseQuantity(value), binary ? 'BinarySI' : 'DecimalSI');
}
