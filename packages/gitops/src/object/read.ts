/** A JSON object whose fields are not known yet. */
export type JsonRecord = Readonly<Record<string, unknown>>;

/** True for a JSON object (not null, not an array). */
export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value at a path of field names; undefined where the path leaves objects. */
export function readPath(value: unknown, ...path: readonly string[]): unknown {
  let current = value;
  for (const field of path) {
    if (!isRecord(current)) return undefined;
    current = current[field];
  }
  return current;
}

/** The object at a path, or an empty one. */
export function readRecord(value: unknown, ...path: readonly string[]): JsonRecord {
  const found = readPath(value, ...path);
  return isRecord(found) ? found : {};
}

/** The array at a path, or an empty one. */
export function readArray(value: unknown, ...path: readonly string[]): readonly unknown[] {
  const found = readPath(value, ...path);
  return Array.isArray(found) ? found : [];
}

/** The string at a path, or undefined. */
export function readString(value: unknown, ...path: readonly string[]): string | undefined {
  const found = readPath(value, ...path);
  return typeof found === 'string' ? found : undefined;
}

/** The number at a path, or undefined. */
export function readNumber(value: unknown, ...path: readonly string[]): number | undefined {
  const found = readPath(value, ...path);
  return typeof found === 'number' ? found : undefined;
}
