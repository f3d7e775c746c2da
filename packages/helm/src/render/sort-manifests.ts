import { compareStrings, fromGoValue } from '@fairway/go-template';

import { HelmError } from '../errors.ts';
import { parseYamlMap, YamlError } from '../yaml/parse-yaml.ts';
import { compareKinds } from './install-order.ts';
import { splitManifests } from './split-manifests.ts';

/** One document that a template made. */
export interface Manifest {
  /** The template, as in `chart/templates/x.yaml`. */
  readonly path: string;
  /** The document's text. */
  readonly content: string;
  /** The document itself; empty when it holds only comments. */
  readonly object: Record<string, unknown>;
}

/** A document that helm runs at a point in a release's life instead of installing it. */
export interface Hook extends Manifest {
  /** `pre-install`, `post-upgrade`, `test` … */
  readonly events: string[];
  readonly weight: number;
  readonly deletePolicies: string[];
}

/** The documents of a release. */
export interface SortedManifests {
  /** In install order; documents of comments only are among them. */
  readonly manifests: Manifest[];
  readonly hooks: Hook[];
}

const HOOK = 'helm.sh/hook';
const EVENTS: ReadonlyMap<string, string> = new Map([
  ...['pre', 'post'].flatMap((when) =>
    ['install', 'delete', 'upgrade', 'rollback'].map((what): [string, string] => [
      `${when}-${what}`,
      `${when}-${what}`,
    ]),
  ),
  ['test', 'test'],
  ['test-success', 'test'],
]);

function toObject(map: ReadonlyMap<string, unknown>): Record<string, unknown> {
  return Object.fromEntries([...map].map(([key, value]) => [key, fromGoValue(value)]));
}

function read(path: string, content: string): Map<string, unknown> {
  try {
    return parseYamlMap(content, 'releaseutil.SimpleHead');
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    throw new HelmError('MANIFEST_INVALID', `YAML parse error on ${path}: ${error.message}`, {
      file: path,
      cause: error,
    });
  }
}

function annotationsOf(document: ReadonlyMap<string, unknown>): ReadonlyMap<string, string> {
  const metadata = document.get('metadata');
  const annotations = metadata instanceof Map ? metadata.get('annotations') : undefined;
  if (!(annotations instanceof Map)) return new Map();
  return new Map([...annotations].map(([key, value]) => [String(key), String(value ?? '')]));
}

function words(list: string | undefined): string[] {
  if (list === undefined) return [];
  return list.split(',').map((word) => word.trim().toLowerCase());
}

function kindOf(manifest: Manifest): string {
  const { kind } = manifest.object;
  return typeof kind === 'string' ? kind : '';
}

function byKind<T extends Manifest>(manifests: readonly T[]): T[] {
  return manifests.toSorted((a, b) => compareKinds(kindOf(a), kindOf(b)));
}

/**
 * Splits rendered files into documents, tells hooks from the rest and sorts both for installation.
 * A hook with an event that helm does not know is left out.
 * @throws HelmError `MANIFEST_INVALID` when a document is not YAML
 */
export function sortManifests(files: ReadonlyMap<string, string>): SortedManifests {
  const manifests: Manifest[] = [];
  const hooks: Hook[] = [];
  for (const path of [...files.keys()].toSorted(compareStrings)) {
    for (const content of splitManifests(files.get(path) ?? '')) {
      const document = read(path, content);
      const manifest = { path, content, object: toObject(document) };
      const annotations = annotationsOf(document);
      const events = words(annotations.get(HOOK));
      if (!annotations.has(HOOK)) manifests.push(manifest);
      else if (events.every((event) => EVENTS.has(event))) {
        const weight = annotations.get('helm.sh/hook-weight') ?? '';
        hooks.push({
          ...manifest,
          events: events.map((event) => EVENTS.get(event) ?? event),
          weight: /^[-+]?[0-9]+$/.test(weight) ? Number(weight) : 0,
          deletePolicies: words(annotations.get('helm.sh/hook-delete-policy')),
        });
      }
    }
  }
  return { manifests: byKind(manifests), hooks: byKind(hooks) };
}
