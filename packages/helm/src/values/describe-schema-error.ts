import type { ErrorObject } from 'ajv';

const TYPE_ORDER = ['null', 'boolean', 'number', 'integer', 'string', 'array', 'object'];

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

/** The value at a JSON pointer. */
function at(values: unknown, pointer: string): unknown {
  let step = values;
  for (const part of pointer.split('/').slice(1)) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
    step = typeof step === 'object' && step !== null ? Reflect.get(step, key) : undefined;
  }
  return step;
}

function types(wanted: unknown): string {
  if (!Array.isArray(wanted)) return String(wanted);
  return TYPE_ORDER.filter((name) => wanted.includes(name)).join(' or ');
}

function quoted(value: unknown): string {
  return typeof value === 'string' ? `'${value}'` : JSON.stringify(value);
}

function oneOf(allowed: unknown): string {
  const names = Array.isArray(allowed) ? allowed.map(quoted) : [quoted(allowed)];
  return names.length === 1
    ? `value must be ${names.join('')}`
    : `value must be one of ${names.join(', ')}`;
}

/** Counts and bounds, which are all worded alike. */
const MEASURES: Readonly<Record<string, (value: unknown) => number>> = {
  minimum: Number,
  maximum: Number,
  exclusiveMinimum: Number,
  exclusiveMaximum: Number,
  minLength: (value) => Array.from(String(value)).length,
  maxLength: (value) => Array.from(String(value)).length,
  minItems: (value) => (Array.isArray(value) ? value.length : 0),
  maxItems: (value) => (Array.isArray(value) ? value.length : 0),
  minProperties: (value) => Object.keys(Object(value)).length,
  maxProperties: (value) => Object.keys(Object(value)).length,
};

/** Words a violation as helm's validator does, where the two have the same notion of it. */
export function describeSchemaError(error: ErrorObject, values: unknown): string {
  const { params, keyword } = error;
  const value = at(values, error.instancePath);
  const measure = MEASURES[keyword];
  if (measure !== undefined)
    return `${keyword}: got ${measure(value)}, want ${String(params['limit'])}`;
  switch (keyword) {
    case 'type':
      return `got ${typeOf(value)}, want ${types(params['type'])}`;
    case 'required':
      return `missing property '${String(params['missingProperty'])}'`;
    case 'additionalProperties':
      return `additional properties '${String(params['additionalProperty'])}' not allowed`;
    case 'enum':
      return oneOf(params['allowedValues']);
    case 'const':
      return oneOf(params['allowedValue']);
    case 'pattern':
      return `${quoted(value)} does not match pattern ${quoted(params['pattern'])}`;
    case 'multipleOf':
      return `multipleOf: got ${String(value)}, want ${String(params['multipleOf'])}`;
    case 'anyOf':
      return "'anyOf' failed";
    case 'oneOf':
      return "'oneOf' failed, none matched";
    case 'not':
      return "'not' failed";
    default:
      return error.message ?? keyword;
  }
}

const FINAL = new Set(['type', 'const', 'enum']);

/** Leaves out what helm's validator doesn't look at any more once a value has the wrong type or is not allowed. */
export function withoutFollowing(errors: readonly ErrorObject[]): ErrorObject[] {
  const ended = new Map<string, string>();
  for (const { keyword, instancePath } of errors) {
    const order = ['type', 'const', 'enum'].indexOf(keyword);
    const current = ended.get(instancePath);
    if (
      order >= 0 &&
      (current === undefined || order < ['type', 'const', 'enum'].indexOf(current))
    ) {
      ended.set(instancePath, keyword);
    }
  }
  return errors.filter(({ keyword, instancePath }) => {
    const final = ended.get(instancePath);
    return (
      final === undefined ||
      keyword === final ||
      !(FINAL.has(keyword) || keyword in MEASURES || keyword === 'pattern')
    );
  });
}
