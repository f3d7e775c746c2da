import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  CookiecutterError,
  InvalidVariable,
  loadTemplate,
  renderTemplate,
  type Template as Cookiecutter,
  type TemplateFile,
  type Variable,
} from '@fairway/cookiecutter';
import { parse } from 'yaml';
import { FairwayError } from '../errors/fairway-error.ts';
import type { Template } from './schema.ts';

/** The golden paths that a project can be made from. */
export interface Catalogue {
  list(): Promise<Template[]>;
  /** @throws FairwayError `not-found` */
  get(name: string): Promise<Template>;
  /** Every file of a project, by path. @throws FairwayError `not-found`, `render-failed` */
  render(
    name: string,
    variables: Record<string, string>,
  ): Promise<ReadonlyMap<string, TemplateFile>>;
}

interface Entry {
  template: Template;
  cookiecutter: Cookiecutter;
}

/** Variables that the form asks by itself. */
const ownFields = new Set(['project_name', 'description', 'team']);

/** The templates in a folder: each a cookiecutter directory; read once. */
export function createCatalogue(folder: string): Catalogue {
  let loaded: Promise<Map<string, Entry>> | undefined;
  const entries = (): Promise<Map<string, Entry>> =>
    (loaded ??= loadAll(folder).catch((error: unknown) => {
      loaded = undefined;
      throw error;
    }));
  const entry = async (name: string): Promise<Entry> => {
    const found = (await entries()).get(name);
    if (found !== undefined) return found;
    throw new FairwayError('not-found', {
      message: `There is no template "${name}".`,
      remedy: `Choose one of: ${[...(await entries()).keys()].join(', ')}.`,
      fields: { template: `There is no template "${name}".` },
    });
  };
  return {
    async list() {
      return [...(await entries()).values()].map(({ template }) => template);
    },
    get: async (name) => (await entry(name)).template,
    async render(name, variables) {
      const { cookiecutter } = await entry(name);
      try {
        return renderTemplate({ template: cookiecutter, variables });
      } catch (error) {
        if (!(error instanceof CookiecutterError)) throw error;
        throw new FairwayError('render-failed', {
          message: `Template "${name}" could not be rendered: ${error.message}`,
          remedy:
            error.fault === 'user'
              ? 'Correct the field.'
              : "Correct the template's file named above.",
          fields:
            error instanceof InvalidVariable
              ? { [`variables.${error.variable}`]: error.message }
              : {},
          cause: error,
        });
      }
    },
  };
}

async function loadAll(folder: string): Promise<Map<string, Entry>> {
  const names = (await readdir(folder, { withFileTypes: true }))
    .filter((item) => item.isDirectory())
    .map((item) => item.name)
    .sort();
  const entries = new Map<string, Entry>();
  for (const name of names) {
    const cookiecutter = await loadTemplate(join(folder, name));
    const about = await describe(join(folder, name));
    entries.set(name, {
      cookiecutter,
      template: {
        name,
        title: about['title'] ?? name,
        description: about['description'] ?? '',
        language: about['language'] ?? '',
        tags: (about['tags'] ?? '').split(/\s+/).filter((tag) => tag !== ''),
        variables: cookiecutter.variables
          .filter((variable) => !ownFields.has(variable.name))
          .map(toVariable),
      },
    });
  }
  return entries;
}

/** `template.yaml` beside cookiecutter.json: what the gallery says of a template. */
async function describe(folder: string): Promise<Record<string, string | undefined>> {
  const text = await readFile(join(folder, 'template.yaml'), 'utf8').catch(() => '');
  const document: unknown = parse(text);
  if (typeof document !== 'object' || document === null) return {};
  return Object.fromEntries(Object.entries(document).map(([key, value]) => [key, String(value)]));
}

function toVariable(variable: Variable): Template['variables'][number] {
  const { default: value } = variable;
  const choices = Array.isArray(value) ? value.map(String) : null;
  const single = typeof value === 'string' || typeof value === 'boolean' ? String(value) : '';
  return {
    name: variable.name,
    title: variable.prompt ?? variable.name,
    default: choices?.[0] ?? single,
    choices,
  };
}
