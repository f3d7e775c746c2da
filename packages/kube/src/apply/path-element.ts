import { isObject, type JsonObject } from '../json.ts';

/**
 * One step of a field path in FieldsV1 form: `f:NAME` a field, `k:{…}` a list item by its keys,
 * `v:VALUE` an item of a set. See sigs.k8s.io/structured-merge-diff, fieldpath/serialize-pe.go.
 */
export type PathElement = string;

// Keys that the published OpenAPI gives a default, so that items may leave them out.
const KEY_DEFAULTS: Readonly<Record<string, string>> = { protocol: 'TCP' };

/** The element of a named field. */
export function fieldElement(name: string): PathElement {
  return `f:${name}`;
}

/** The element of a value in a set. */
export function valueElement(value: unknown): PathElement {
  return `v:${JSON.stringify(value)}`;
}

/** The element of an item in a list of maps; undefined when none of its keys is there. */
export function keyElement(item: unknown, keys: readonly string[]): PathElement | undefined {
  if (!isObject(item)) return undefined;
  const key: JsonObject = {};
  for (const name of [...keys].sort()) {
    const value = item[name] ?? KEY_DEFAULTS[name];
    if (value !== undefined) key[name] = value;
  }
  return keys.some((name) => item[name] !== undefined && item[name] !== null)
    ? `k:${JSON.stringify(key)}`
    : undefined;
}

/** The field's name, or undefined for an element of another kind. */
export function fieldName(element: PathElement): string | undefined {
  return element.startsWith('f:') ? element.slice(2) : undefined;
}

/** Orders elements as FieldsV1 does: fields, keys, values. */
export function compareElements(a: PathElement, b: PathElement): number {
  const [rankA, rankB] = ['fkvi'.indexOf(a.charAt(0)), 'fkvi'.indexOf(b.charAt(0))];
  if (rankA !== rankB) return rankA - rankB;
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** A path as conflicts show it: `.spec.containers[name="a"].image`. */
export function pathText(path: readonly PathElement[]): string {
  return path.map(elementText).join('');
}

function elementText(element: PathElement): string {
  const body = element.slice(2);
  if (element.startsWith('f:')) return `.${body}`;
  if (element.startsWith('v:')) return `[=${body}]`;
  if (!element.startsWith('k:')) return `[${body}]`;
  const key: unknown = JSON.parse(body);
  const pairs = isObject(key) ? Object.entries(key) : [];
  return `[${pairs.map(([name, value]) => `${name}=${JSON.stringify(value)}`).join(',')}]`;
}
