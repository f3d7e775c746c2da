import type { StatusCause } from '@fairway/kube';

function quoted(value: unknown): string {
  if (value === undefined) return 'null';
  return JSON.stringify(value);
}

/** `field: Required value`, with an optional explanation. */
export function required(field: string, why = ''): StatusCause {
  const message = `Required value${why === '' ? '' : `: ${why}`}`;
  return { reason: 'FieldValueRequired', message, field };
}

/** `field: Invalid value: …: why`. */
export function invalidValue(field: string, value: unknown, why: string): StatusCause {
  return { reason: 'FieldValueInvalid', message: `Invalid value: ${quoted(value)}: ${why}`, field };
}

/** `field: Unsupported value: …: supported values: …`. */
export function unsupported(field: string, value: unknown, values: readonly string[]): StatusCause {
  const list = [...values]
    .sort()
    .map((item) => JSON.stringify(item))
    .join(', ');
  const message = `Unsupported value: ${quoted(value)}: supported values: ${list}`;
  return { reason: 'FieldValueNotSupported', message, field };
}

/** `field: Duplicate value: …`. */
export function duplicate(field: string, value: unknown): StatusCause {
  return { reason: 'FieldValueDuplicate', message: `Duplicate value: ${quoted(value)}`, field };
}

/** `field: Forbidden: why`. */
export function forbiddenField(field: string, why: string): StatusCause {
  return { reason: 'FieldValueForbidden', message: `Forbidden: ${why}`, field };
}

/** `field: Invalid value: …: field is immutable`. */
export function immutable(field: string, value: unknown): StatusCause {
  return invalidValue(field, value, 'field is immutable');
}
