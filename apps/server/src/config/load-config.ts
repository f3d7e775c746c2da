import { closest } from 'fastest-levenshtein';
import { parse, YAMLParseError } from 'yaml';
import type { z } from 'zod';
import { FairwayError } from '../errors/fairway-error.ts';
import { Config } from './config.ts';

/** Environment variables that are not configuration keys of the server. */
const notConfiguration = new Set([
  'FAIRWAY_ADMIN_EMAIL',
  'FAIRWAY_ADMIN_PASSWORD',
  'FAIRWAY_CONFIG',
  'FAIRWAY_CREDENTIALS',
  'FAIRWAY_URL',
  'FAIRWAY_TOKEN',
]);

/** Where the configuration comes from; the later ones win. */
export interface ConfigSources {
  /** Text of fairway.yaml, if there is one. */
  yaml?: string | undefined;
  environment: Readonly<Record<string, string | undefined>>;
  /** Flags of the command line, by configuration path. */
  flags?: Readonly<Record<string, string | number | boolean | undefined>>;
}

/**
 * Reads the configuration: `fairway.yaml`, then `FAIRWAY_…` variables (`FAIRWAY_CI_CONCURRENCY` is
 * `ci.concurrency`; `DATABASE_URL` chooses an external database; an empty variable counts as none),
 * then flags.
 *
 * @throws FairwayError `invalid-config` with the path of the wrong key and the nearest valid one.
 */
export function loadConfig(sources: ConfigSources): Config {
  const document = parseYaml(sources.yaml ?? '');
  for (const [name, value] of Object.entries(sources.environment)) {
    if (!value || !name.startsWith('FAIRWAY_') || notConfiguration.has(name)) continue;
    setPath(document, keyPath(name), value);
  }
  const databaseUrl = sources.environment['DATABASE_URL'];
  if (databaseUrl) document['database'] = { kind: 'external', url: databaseUrl };
  for (const [key, value] of Object.entries(sources.flags ?? {})) {
    if (value !== undefined) setPath(document, key.split('.'), value);
  }
  const result = Config.safeParse(document);
  if (result.success) return result.data;
  throw configError(result.error);
}

function parseYaml(text: string): Record<string, unknown> {
  let document: unknown;
  try {
    document = parse(text);
  } catch (error) {
    if (!(error instanceof YAMLParseError)) throw error;
    throw new FairwayError('invalid-config', {
      message: `fairway.yaml is not valid YAML: ${error.message}`,
      remedy: 'Correct the line named above.',
      cause: error,
    });
  }
  if (document === null || document === undefined) return {};
  if (typeof document === 'object' && !Array.isArray(document)) {
    return { ...document };
  }
  throw new FairwayError('invalid-config', {
    message: 'fairway.yaml must hold a mapping of keys to values.',
    remedy: 'Start the file with a key, for example "port: 8080".',
  });
}

/** FAIRWAY_GIT_HOST_KIND → gitHost.kind: sections may have two words, so the schema decides. */
function keyPath(variable: string): string[] {
  const words = variable.slice('FAIRWAY_'.length).toLowerCase().split('_');
  for (let take = words.length; take > 0; take -= 1) {
    const head = camelCase(words.slice(0, take));
    if (head in Config.shape) {
      const rest = words.slice(take);
      return rest.length === 0 ? [head] : [head, camelCase(rest)];
    }
  }
  return [camelCase(words)];
}

function camelCase(words: readonly string[]): string {
  return words
    .map((word, index) => (index === 0 ? word : word.slice(0, 1).toUpperCase() + word.slice(1)))
    .join('');
}

function setPath(target: Record<string, unknown>, path: readonly string[], value: unknown): void {
  const [head, ...rest] = path;
  if (head === undefined) return;
  if (rest.length === 0) {
    target[head] = value;
    return;
  }
  const child = target[head];
  const section =
    typeof child === 'object' && child !== null ? { ...(child as Record<string, unknown>) } : {};
  setPath(section, rest, value);
  target[head] = section;
}

function configError(error: z.ZodError): FairwayError {
  const [issue] = error.issues;
  const path = (issue?.path ?? []).map(String);
  if (issue?.code === 'unrecognized_keys') {
    const key = issue.keys[0] ?? '';
    const valid = keysAt(path);
    const nearest = valid.length > 0 ? closest(key, valid) : undefined;
    return new FairwayError('invalid-config', {
      message: `The configuration has no key "${[...path, key].join('.')}".`,
      remedy: nearest ? `Did you mean "${[...path, nearest].join('.')}"?` : 'Remove the key.',
    });
  }
  return new FairwayError('invalid-config', {
    message: `The configuration key "${path.join('.')}" is wrong: ${issue?.message ?? 'not valid'}.`,
    remedy: 'Correct the value in fairway.yaml, the FAIRWAY_… variable or the flag.',
    cause: error,
  });
}

function keysAt(path: readonly string[]): string[] {
  if (path.length === 0) return Object.keys(Config.shape);
  const parsed = Config.parse({});
  const section = parsed[path[0] as keyof Config];
  return typeof section === 'object' ? Object.keys(section) : [];
}
