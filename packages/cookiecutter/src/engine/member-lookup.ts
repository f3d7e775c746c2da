import { isPlainObject, printPython } from './python-values.ts';

type Method = (...args: unknown[]) => unknown;

const TEXT_METHODS: Readonly<Record<string, (text: string) => Method>> = {
  lower: (text) => () => text.toLowerCase(),
  upper: (text) => () => text.toUpperCase(),
  title: (text) => () => text.toLowerCase().replaceAll(/\p{L}+/gu, (word) => capitalize(word)),
  capitalize: (text) => () => capitalize(text.toLowerCase()),
  strip: (text) => () => text.trim(),
  lstrip: (text) => () => text.trimStart(),
  rstrip: (text) => () => text.trimEnd(),
  replace: (text) => (from, to) => text.replaceAll(printPython(from), () => printPython(to)),
  split: (text) => (separator) =>
    separator === undefined ? text.trim().split(/\s+/) : text.split(printPython(separator)),
  join: (text) => (parts) => (Array.isArray(parts) ? parts : []).map(printPython).join(text),
  startswith: (text) => (start) => text.startsWith(printPython(start)),
  endswith: (text) => (end) => text.endsWith(printPython(end)),
};

const DICTIONARY_METHODS: Readonly<Record<string, (object: Record<string, unknown>) => Method>> = {
  items: (object) => () => Object.entries(object),
  keys: (object) => () => Object.keys(object),
  values: (object) => () => Object.values(object),
  get: (object) => (key, other) =>
    Object.hasOwn(object, String(key)) ? object[String(key)] : (other ?? null),
};

function capitalize(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/**
 * What `object.key` and `object[key]` mean in a template: entries of dictionaries and lists, and a
 * few of Python's methods. Nothing of JavaScript is reachable (no `constructor`, no prototype), so
 * a template cannot leave its language.
 */
export function memberLookup(object: unknown, key: unknown): unknown {
  if (typeof object === 'string') {
    if (typeof key === 'number') return object.at(key);
    return ownMethod(TEXT_METHODS, key)?.(object);
  }
  if (Array.isArray(object)) return typeof key === 'number' ? object.at(key) : undefined;
  if (!isPlainObject(object)) return undefined;
  if (Object.hasOwn(object, String(key))) return object[String(key)];
  return ownMethod(DICTIONARY_METHODS, key)?.(object);
}

function ownMethod<T>(methods: Readonly<Record<string, T>>, key: unknown): T | undefined {
  return typeof key === 'string' && Object.hasOwn(methods, key) ? methods[key] : undefined;
}
