/** Prints a value as Jinja2 does: text as it is, `True`, `None`, lists and dictionaries as in Python. */
export function printPython(value: unknown): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (Array.isArray(value)) return `[${value.map(repr).join(', ')}]`;
  if (isPlainObject(value)) {
    const entries = Object.entries(value).map(([key, item]) => `${repr(key)}: ${repr(item)}`);
    return `{${entries.join(', ')}}`;
  }
  return plainText(value);
}

/** Texts that nunjucks marks as safe are objects with a toString of their own. */
function plainText(value: unknown): string {
  if (typeof value !== 'object' || value === null) return `${value as string | number}`;
  return (value as { toString(): string }).toString();
}

function repr(value: unknown): string {
  if (typeof value !== 'string') return printPython(value);
  const escaped = value
    .replaceAll('\\', '\\\\')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')
    .replaceAll('\t', '\\t');
  if (escaped.includes("'") && !escaped.includes('"')) return `"${escaped}"`;
  return `'${escaped.replaceAll("'", "\\'")}'`;
}

/** Tells a dictionary from lists, texts and everything the template engine brings along. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** Python's `json.dumps(value, sort_keys=True, indent=indent)`: sorted keys, ASCII only. */
export function jsonify(value: unknown, indent = 4): string {
  const text = JSON.stringify(sortKeys(value), null, indent);
  return text.replaceAll(
    /[\u0080-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (!isPlainObject(value))
    return typeof value === 'object' && value !== null ? plainText(value) : value;
  const keys = Object.keys(value).sort();
  return Object.fromEntries(keys.map((key) => [key, sortKeys(value[key])]));
}

/** A name for URLs and files: ASCII, lower case, words joined by `-`. */
export function slugify(value: unknown): string {
  return printPython(value)
    .normalize('NFKD')
    .replaceAll(/\p{M}+/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');
}
