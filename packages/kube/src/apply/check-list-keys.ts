import { isObject, type JsonObject } from '../json.ts';
import type { ObjectSchema } from '../schema.ts';
import { badRequest } from '../status-errors.ts';
import { pathText } from './path-element.ts';
import { definedFields, fieldSchema, itemElement, structureOf } from './structure.ts';

/**
 * Refuses an applied configuration whose keyed lists have items without keys, or two of the same:
 * such items have no identity to be owned by. Throws StatusError 400.
 */
export function checkListKeys(config: JsonObject, schema: ObjectSchema | undefined): void {
  check(config, schema, '');
}

function check(value: unknown, schema: ObjectSchema | undefined, path: string): void {
  if (isObject(value)) {
    for (const [name, item] of definedFields(value)) {
      check(item, fieldSchema(schema, name), `${path}.${name}`);
    }
    return;
  }
  const structure = structureOf(value, schema);
  if (!Array.isArray(value) || structure === 'leaf') return;
  const seen = new Set<string>();
  for (const item of value as unknown[]) {
    const element = itemElement(item, schema);
    if (element === undefined) {
      const keys = (schema?.listMapKeys ?? []).join(', ');
      throw typedFailure(`${path}: element has none of its list's keys (${keys})`);
    }
    if (seen.has(element)) {
      throw typedFailure(`${path}: duplicate entries for key ${pathText([element])}`);
    }
    seen.add(element);
    check(item, schema?.items, `${path}${pathText([element])}`);
  }
}

function typedFailure(message: string): Error {
  return badRequest(`failed to create typed patch object: errors:\n  ${message}`);
}
