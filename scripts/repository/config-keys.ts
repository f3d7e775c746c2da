/** One key of the configuration: its path, its variable, and its default as text. */
export interface ConfigKey {
  readonly path: string;
  readonly variable: string;
  readonly default: string;
}

/** The part of a JSON schema that tells keys. */
export interface KeySchema {
  readonly properties?: Readonly<Record<string, KeySchema>>;
  readonly oneOf?: readonly KeySchema[];
}

/** The keys of a configuration schema, sections left out, with the values of a default one. */
export function configKeys(schema: KeySchema, defaults: unknown): ConfigKey[] {
  return leaves(schema, [], defaults).map(({ path, value }) => ({
    path: path.join('.'),
    variable: `FAIRWAY_${path.map(toUpperSnake).join('_')}`,
    default: typeof value === 'string' ? value : (JSON.stringify(value) ?? ''),
  }));
}

/** The rows of a Markdown table whose first three columns are path, variable and default. */
export function documentedKeys(markdown: string): ConfigKey[] {
  const rows = markdown.matchAll(/^\| `([^`]+)` \| `(FAIRWAY_[^`]+)` \| (?:`([^`]*)`)? *\|/gm);
  return [...rows].map(([, path = '', variable = '', value = '']) => ({
    path,
    variable,
    default: value,
  }));
}

function leaves(
  schema: KeySchema,
  path: readonly string[],
  value: unknown,
): { path: readonly string[]; value: unknown }[] {
  const alternatives = schema.oneOf ?? [schema];
  const children = new Map<string, KeySchema>();
  for (const { properties = {} } of alternatives) {
    for (const [key, child] of Object.entries(properties)) children.set(key, child);
  }
  if (children.size === 0) return [{ path, value }];
  return [...children].flatMap(([key, child]) => {
    const section = typeof value === 'object' && value !== null ? value : {};
    const own: unknown = Object.entries(section).find(([name]) => name === key)?.[1];
    return leaves(child, [...path, key], own);
  });
}

function toUpperSnake(word: string): string {
  return word.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
}
