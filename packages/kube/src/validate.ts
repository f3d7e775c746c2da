import { isObject, ownField, type JsonObject } from './json.ts';
import { isQuantity } from './quantity.ts';
import { acceptsAnyField, type ObjectSchema } from './schema.ts';
import type { StatusCause } from './status-error.ts';

/** What is structurally wrong with an object, by the way the API answers it. */
export interface Validation {
  /** Wrong JSON types, in the decoder's words: the API answers 400 with the first. */
  decoding: string[];
  /** Missing required fields: causes of a 422 Invalid. */
  missing: StatusCause[];
  /** Paths of unknown fields (`spec.foo`): 400 or a warning, as `fieldValidation` asks. */
  unknown: string[];
}

// Marked required in the published API only because the Go field lacks `omitempty`; the API
// accepts objects without them.
const NOT_DEMANDED = new Set([
  'StatefulSetSpec.serviceName',
  'EndpointSlice.endpoints',
  'ControllerRevision.revision',
  'ClusterRole.rules',
  'Role.rules',
  'RoleRef.apiGroup',
  'Event.metadata',
  'Event.involvedObject',
  'Event.eventTime',
  'PriorityClass.value',
]);

interface Walk {
  result: Validation;
  /** Required fields are not demanded here (`status`, which servers fill). */
  lenient: boolean;
}

/**
 * Checks an object against its schema: JSON types, required fields, unknown fields. Null counts
 * as absent, as it does in Go's decoder. Values (ranges, enums, names) are not looked at.
 */
export function validateObject(object: unknown, schema: ObjectSchema): Validation {
  const result: Validation = { decoding: [], missing: [], unknown: [] };
  if (isObject(object)) validateNode(object, schema, '', '', { result, lenient: false });
  else result.decoding.push(`json: cannot unmarshal ${jsonType(object)} into Go value`);
  return result;
}

/** @param goPath the decoder's path, which leaves list indexes out */
function validateNode(
  value: unknown,
  schema: ObjectSchema,
  path: string,
  goPath: string,
  walk: Walk,
  owner: string = schema.definition ?? '',
): void {
  if (value === null || value === undefined) return;
  if (!hasType(value, schema)) {
    const [struct, type] = [`${owner}.${goPath}`, goType(schema)];
    walk.result.decoding.push(
      `json: cannot unmarshal ${jsonType(value)} into Go struct field ${struct} of type ${type}`,
    );
  } else if (isObject(value)) {
    validateMap(value, schema, path, goPath, walk);
  } else if (Array.isArray(value) && schema.items !== undefined) {
    const items = schema.items;
    value.forEach((item, index) => {
      validateNode(item, items, `${path}[${index}]`, goPath, walk, items.definition ?? owner);
    });
  }
}

function validateMap(
  value: JsonObject,
  schema: ObjectSchema,
  path: string,
  goPath: string,
  walk: Walk,
): void {
  const owner = schema.definition ?? '';
  for (const [name, item] of Object.entries(value)) {
    const named = schema.properties?.get(name);
    const child = named ?? schema.additionalProperties;
    if (child !== undefined) {
      const inside = path === '' && name === 'status' ? { ...walk, lenient: true } : walk;
      const below = named === undefined ? mapPath(path, name) : join(path, name);
      validateNode(item, child, below, join(goPath, name), inside, owner);
    } else if (!acceptsAnyField(schema)) {
      walk.result.unknown.push(join(path, name));
    }
  }
  if (walk.lenient) return;
  for (const name of schema.required) {
    const missing = ownField(value, name) ?? undefined;
    if (missing !== undefined || NOT_DEMANDED.has(`${owner}.${name}`)) continue;
    const field = join(path, name);
    walk.result.missing.push({ reason: 'FieldValueRequired', message: 'Required value', field });
  }
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

function mapPath(path: string, key: string): string {
  return `${path}[${key}]`;
}

function hasType(value: unknown, schema: ObjectSchema): boolean {
  if (schema.quantity) return isQuantity(value);
  if (schema.intOrString) return typeof value === 'string' || Number.isInteger(value);
  switch (schema.type) {
    case 'string':
      return typeof value === 'string';
    case 'boolean':
      return typeof value === 'boolean';
    case 'integer':
      return Number.isInteger(value);
    case 'number':
      return typeof value === 'number';
    case 'array':
      return Array.isArray(value);
    case 'object':
      return isObject(value);
    default:
      return true;
  }
}

function jsonType(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  switch (typeof value) {
    case 'boolean':
      return 'bool';
    case 'number':
      return Number.isInteger(value) ? 'number' : `number ${value}`;
    case 'string':
      return 'string';
    default:
      return value === null ? 'null' : 'object';
  }
}

function goType(schema: ObjectSchema): string {
  switch (schema.type) {
    case 'boolean':
      return 'bool';
    case 'integer':
      return schema.format === 'int32' ? 'int32' : 'int64';
    case 'number':
      return 'float64';
    case 'array':
      return `[]${schema.items === undefined ? 'interface {}' : goType(schema.items)}`;
    case 'object':
      if (schema.definition !== undefined) return `v1.${schema.definition}`;
      return `map[string]${schema.additionalProperties === undefined ? 'interface {}' : goType(schema.additionalProperties)}`;
    default:
      return schema.definition === undefined ? 'string' : `v1.${schema.definition}`;
  }
}
