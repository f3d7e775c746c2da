import { InvalidTemplate, UnsupportedFeature } from './errors.ts';
import type { Template, TemplateFile, Value, Variable } from './template.ts';

/**
 * Reads a template from its files, by path from the template's folder.
 * @throws InvalidTemplate, UnsupportedFeature (hooks, extensions, nested templates)
 */
export function parseTemplate(files: ReadonlyMap<string, TemplateFile>): Template {
  const settings = readSettings(files.get('cookiecutter.json'));
  refuseUnsupported(files, settings);
  const root = findRoot(files);
  const below = new Map<string, TemplateFile>();
  for (const [path, file] of files) {
    if (path.startsWith(`${root}/`)) below.set(path.slice(root.length + 1), file);
  }
  const newLines = settings['_new_lines'];
  const jinja = dictionary(settings['_jinja2_env_vars']);
  return {
    variables: publicVariables(settings),
    privateVariables: new Map(
      Object.entries(settings).filter(([name]) => name.startsWith('_') && name !== '__prompts__'),
    ),
    copyWithoutRender: texts(settings['_copy_without_render'], '_copy_without_render'),
    trimBlocks: jinja['trim_blocks'] === true,
    lstripBlocks: jinja['lstrip_blocks'] === true,
    ...(typeof newLines === 'string' ? { newLines } : {}),
    root,
    files: below,
  };
}

type Settings = Readonly<Record<string, Value>>;

function readSettings(file: TemplateFile | undefined): Settings {
  if (file === undefined) throw new InvalidTemplate('The template has no cookiecutter.json.');
  let parsed: unknown;
  try {
    parsed = JSON.parse(Buffer.from(file.content).toString('utf8'));
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new InvalidTemplate(`cookiecutter.json is not JSON: ${why}`, { cause });
  }
  const value = toValue(parsed);
  if (!isDictionary(value)) throw new InvalidTemplate('cookiecutter.json must hold an object.');
  return value;
}

/** Numbers become text, as cookiecutter makes them when it asks. */
function toValue(parsed: unknown): Value {
  if (parsed === null || typeof parsed === 'boolean' || typeof parsed === 'string') return parsed;
  if (typeof parsed === 'number') return String(parsed);
  if (Array.isArray(parsed)) return parsed.map(toValue);
  const entries = Object.entries(parsed ?? {}).map(
    ([key, value]) => [key, toValue(value)] as const,
  );
  return Object.fromEntries(entries);
}

function publicVariables(settings: Settings): Variable[] {
  const prompts = dictionary(settings['__prompts__']);
  const variables: Variable[] = [];
  for (const [name, value] of Object.entries(settings)) {
    if (name.startsWith('_')) continue;
    if (!/^[A-Za-z]\w*$/.test(name)) {
      throw new InvalidTemplate(`cookiecutter.json: "${name}" is not a variable name.`);
    }
    const kind = kindOf(value);
    if (Array.isArray(value) && value.length === 0) {
      throw new InvalidTemplate(`cookiecutter.json: "${name}" has no option to choose.`);
    }
    const prompt = promptOf(prompts[name]);
    variables.push({ name, kind, default: value, ...(prompt === undefined ? {} : { prompt }) });
  }
  return variables;
}

function kindOf(value: Value): Variable['kind'] {
  if (typeof value === 'boolean') return 'flag';
  if (Array.isArray(value)) return 'choice';
  return isDictionary(value) ? 'dictionary' : 'text';
}

function promptOf(value: Value | undefined): string | undefined {
  const text = value !== undefined && isDictionary(value) ? value['__prompt__'] : value;
  return typeof text === 'string' ? text : undefined;
}

function refuseUnsupported(files: ReadonlyMap<string, TemplateFile>, settings: Settings): void {
  for (const path of files.keys()) {
    if (/^hooks\/(?:pre_prompt|pre_gen_project|post_gen_project)\b/.test(path)) {
      throw new UnsupportedFeature(
        `${path}: hooks are programs of the template's author and are never run; move what it does into the template.`,
      );
    }
  }
  for (const name of ['_extensions', 'templates', 'template']) {
    const value = settings[name];
    if (name === '_extensions' ? value !== undefined : value !== undefined && !isAsked(value)) {
      throw new UnsupportedFeature(
        `cookiecutter.json: "${name}" is not supported${name === '_extensions' ? ': extensions are Python programs' : ''}.`,
      );
    }
  }
  for (const key of Object.keys(dictionary(settings['_jinja2_env_vars']))) {
    if (key === 'trim_blocks' || key === 'lstrip_blocks') continue;
    throw new UnsupportedFeature(`cookiecutter.json: the Jinja setting "${key}" is not supported.`);
  }
}

function isAsked(value: Value): boolean {
  return typeof value === 'string' || typeof value === 'boolean';
}

/** The one folder whose name holds a variable, as cookiecutter finds it. */
function findRoot(files: ReadonlyMap<string, TemplateFile>): string {
  const folders = new Set<string>();
  for (const path of files.keys()) {
    const end = path.indexOf('/');
    if (end > 0) folders.add(path.slice(0, end));
  }
  const roots = [...folders].filter((name) => /\{\{.*cookiecutter.*\}\}/.test(name));
  const [root] = roots;
  if (root === undefined || roots.length > 1) {
    const found = roots.length === 0 ? 'none' : roots.join(', ');
    throw new InvalidTemplate(
      `The template needs exactly one folder named {{cookiecutter.…}}; found ${found}.`,
    );
  }
  return root;
}

function texts(value: Value | undefined, name: string): string[] {
  if (value === undefined) return [];
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return [...value];
  throw new InvalidTemplate(`cookiecutter.json: "${name}" must be a list of texts.`);
}

function dictionary(value: Value | undefined): Readonly<Record<string, Value>> {
  return value !== undefined && isDictionary(value) ? value : {};
}

function isDictionary(value: Value): value is { readonly [key: string]: Value } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
