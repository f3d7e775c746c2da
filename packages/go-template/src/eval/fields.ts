import { GoStruct, staticTypeName, typeName } from '../values/go-types.ts';
import type { GoFunction } from '../values/go-function.ts';

/** What a template does about a key that a map lacks (Go's `missingkey` option). */
export type MissingKey = 'default' | 'zero' | 'error';

/** What a field is looked up on. */
export interface Receiver {
  readonly value: unknown;
  /** Go knows the value as `interface {}` only, which shows in messages. */
  readonly boxed: boolean;
}

/** What `.Field` finds on a value. */
export type FieldResult =
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'method'; readonly method: GoFunction }
  | { readonly kind: 'problem'; readonly message: string };

function problem(message: string): FieldResult {
  return { kind: 'problem', message };
}

/** The zero value of a map's element type; nil for `interface {}`. */
function zeroElement(map: object): unknown {
  const type = typeName(map);
  if (type === 'map[string]string') return '';
  return type.endsWith('[]uint8') ? new Uint8Array() : null;
}

function mapEntry(
  map: Map<string, unknown>,
  owner: object,
  name: string,
  hasArguments: boolean,
  missingKey: MissingKey,
): FieldResult {
  if (hasArguments) return problem(`${name} is not a method but has arguments`);
  const value = map.get(name);
  if (value !== undefined) return { kind: 'value', value };
  if (map.has(name)) return { kind: 'value', value: null };
  if (missingKey === 'error') return problem(`map has no entry for key "${name}"`);
  return { kind: 'value', value: missingKey === 'zero' ? zeroElement(owner) : undefined };
}

/** Looks a field, method or key up on a value, as text/template's evalField does. */
export function lookUpField(
  { value: receiver, boxed }: Receiver,
  name: string,
  hasArguments: boolean,
  missingKey: MissingKey,
): FieldResult {
  if (receiver === undefined) {
    if (missingKey === 'error') return problem(`nil data; no entry for key "${name}"`);
    return { kind: 'value', value: undefined };
  }
  if (receiver === null) return problem(`nil pointer evaluating interface {}.${name}`);
  if (receiver instanceof Map) return mapEntry(receiver, receiver, name, hasArguments, missingKey);
  if (receiver instanceof GoStruct) {
    const method = receiver.methods.get(name);
    if (method !== undefined) return { kind: 'method', method };
    if (receiver.elements instanceof Map) {
      return mapEntry(receiver.elements, receiver, name, hasArguments, missingKey);
    }
    if (receiver.fields.has(name)) {
      if (hasArguments) return problem(`${name} has arguments but cannot be invoked as function`);
      return { kind: 'value', value: receiver.fields.get(name) ?? null };
    }
  }
  const type = boxed ? 'interface {}' : staticTypeName(receiver);
  return problem(`can't evaluate field ${name} in type ${type}`);
}
