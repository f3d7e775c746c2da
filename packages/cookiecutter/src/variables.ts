import type { Engine } from './engine/engine.ts';
import { printPython } from './engine/python-values.ts';
import { InvalidVariable } from './errors.ts';
import type { Template, Value, Variable } from './template.ts';

/** Given values by variable name; numbers count as text. */
export type GivenValues = Readonly<Record<string, number | Value>>;

/**
 * The whole context of a rendering: defaults are rendered in the order of cookiecutter.json, each
 * seeing those before it. A given value is taken as it is, never rendered; one that the template
 * doesn't know is left out, as cookiecutter does.
 * @throws InvalidVariable, RenderFailed
 */
export function resolveVariables(
  template: Template,
  given: GivenValues,
  engine: Engine,
): Record<string, Value> {
  const context: Record<string, Value> = {};
  for (const [name, value] of template.privateVariables) {
    if (!name.startsWith('__')) context[name] = value;
  }
  for (const variable of template.variables) {
    context[variable.name] = resolveOne(variable, given, context, engine);
  }
  for (const [name, value] of template.privateVariables) {
    if (name.startsWith('__')) context[name] = renderValue(value, context, engine, name);
  }
  return context;
}

function resolveOne(
  variable: Variable,
  given: GivenValues,
  context: Record<string, Value>,
  engine: Engine,
): Value {
  const { name } = variable;
  const value = Object.hasOwn(given, name) ? given[name] : undefined;
  const fallback = renderValue(variable.default, context, engine, name);
  if (variable.kind === 'choice') return choose(name, fallback, value);
  if (value === undefined) return fallback;
  if (variable.kind === 'flag') return toFlag(name, value);
  if (variable.kind === 'dictionary') {
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
    throw new InvalidVariable(name, 'must be an object');
  }
  if (typeof value === 'object') throw new InvalidVariable(name, 'must be text');
  return typeof value === 'boolean' ? value : String(value);
}

function choose(name: string, options: Value, value: unknown): Value {
  const list = Array.isArray(options) ? (options as readonly Value[]) : [];
  if (value === undefined) return list[0] ?? null;
  const chosen = list.find((option) => option === printPython(value));
  if (chosen !== undefined) return chosen;
  const names = list.map(printPython).join(', ');
  throw new InvalidVariable(name, `must be one of ${names}, not "${printPython(value)}"`);
}

// The words cookiecutter takes for yes and no.
const WORDS = new Map<string, boolean>([
  ...['1', 'true', 't', 'yes', 'y', 'on'].map((word) => [word, true] as const),
  ...['0', 'false', 'f', 'no', 'n', 'off'].map((word) => [word, false] as const),
]);

function toFlag(name: string, value: unknown): boolean {
  const word = WORDS.get(printPython(value).trim().toLowerCase());
  if (word === undefined) throw new InvalidVariable(name, 'must be yes or no');
  return word;
}

function renderValue(
  value: Value,
  context: Readonly<Record<string, Value>>,
  engine: Engine,
  name: string,
): Value {
  if (typeof value === 'string') return engine(value, context, `cookiecutter.json "${name}"`);
  if (Array.isArray(value)) {
    return (value as readonly Value[]).map((item) => renderValue(item, context, engine, name));
  }
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, item]) => [
    engine(key, context, `cookiecutter.json "${name}"`),
    renderValue(item, context, engine, name),
  ]);
  return Object.fromEntries(entries) as { readonly [key: string]: Value };
}
