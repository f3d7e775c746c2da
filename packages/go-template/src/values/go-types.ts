import { GoInt } from './go-int.ts';
import type { GoFunction } from './go-function.ts';

/*
 * How Go values are held:
 *   undefined   no value at all (an invalid reflect.Value: nothing, or nil that lost its type)
 *   null        a nil interface value
 *   boolean, string, number (float64), GoInt
 *   Array       a slice: []interface {} unless typed by typedList
 *   Map         map[string]interface {} unless typed by typedMap
 *   Uint8Array  []uint8
 *   GoStruct    structs and named types with methods
 */

const typeNames = new WeakMap<object, string>();

/** A slice of another element type than `interface {}`, for instance `string`. */
export function typedList<T>(element: string, items: T[]): T[] {
  typeNames.set(items, `[]${element}`);
  return items;
}

/** A map whose Go type has a name of its own. */
export function typedMap<T>(typeName: string, map: Map<string, T>): Map<string, T> {
  typeNames.set(map, typeName);
  return map;
}

/** What a {@link GoStruct} is made of. */
export interface GoStructShape {
  readonly typeName: string;
  readonly kind?: 'struct' | 'ptr' | 'map' | 'slice';
  readonly fields?: ReadonlyMap<string, unknown>;
  readonly methods?: ReadonlyMap<string, GoFunction>;
  /** The result of String(), when the type has it. */
  readonly text?: string;
  /** Elements, when the type is a map or slice underneath. */
  readonly elements?: Map<string, unknown> | unknown[];
  /** What JSON and YAML show instead of the fields. */
  readonly json?: unknown;
}

/** A struct, or a named type with methods. */
export class GoStruct {
  readonly typeName: string;
  readonly kind: 'struct' | 'ptr' | 'map' | 'slice';
  readonly fields: ReadonlyMap<string, unknown>;
  readonly methods: ReadonlyMap<string, GoFunction>;
  readonly text: string | undefined;
  readonly elements: Map<string, unknown> | unknown[] | undefined;
  readonly json: unknown;

  constructor(shape: GoStructShape) {
    this.typeName = shape.typeName;
    this.kind = shape.kind ?? 'struct';
    this.fields = shape.fields ?? new Map();
    this.methods = shape.methods ?? new Map();
    this.text = shape.text;
    this.elements = shape.elements;
    this.json = shape.json;
  }
}

/** Go's name of a value's type, as `%T` prints it. */
export function typeName(value: unknown): string {
  if (value === undefined || value === null) return '<nil>';
  switch (typeof value) {
    case 'boolean':
      return 'bool';
    case 'string':
      return 'string';
    case 'number':
      return 'float64';
    case 'object':
      break;
    default:
      return typeof value;
  }
  if (value instanceof GoInt) return value.kind;
  if (value instanceof GoStruct) return value.typeName;
  const named = typeNames.get(value);
  if (named !== undefined) return named;
  if (Array.isArray(value)) return '[]interface {}';
  if (value instanceof Map) return 'map[string]interface {}';
  if (value instanceof Uint8Array) return '[]uint8';
  return value.constructor.name;
}

/** Go's kind of a value (reflect.Kind as text). */
export function kindOf(value: unknown): string {
  if (value === undefined || value === null) return 'invalid';
  if (Array.isArray(value) || value instanceof Uint8Array) return 'slice';
  if (value instanceof Map) return 'map';
  if (value instanceof GoStruct) return value.kind;
  return typeName(value);
}

/** The type name in error texts about an argument, where a nil interface is `interface {}`. */
export function staticTypeName(value: unknown): string {
  return value === null || value === undefined ? 'interface {}' : typeName(value);
}

/** Truth of a value in `if`, `with`, `and`, `or`, `not`: false for the empty value of each type. */
export function isTrue(value: unknown): boolean {
  if (value === undefined || value === null) return false;
  if (typeof value === 'boolean') return value;
  if (typeof value === 'string') return value !== '';
  if (typeof value === 'number') return value !== 0;
  if (value instanceof GoInt) return value.value !== 0n;
  if (Array.isArray(value) || value instanceof Uint8Array) return value.length > 0;
  if (value instanceof Map) return value.size > 0;
  if (value instanceof GoStruct && value.elements !== undefined) return isTrue(value.elements);
  return true;
}
