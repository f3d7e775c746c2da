import { formatFloat } from '@fairway/go-template';

/** A dependency as Chart.yaml (or requirements.yaml) declares it. */
export interface ChartDependency {
  readonly name: string;
  readonly version: string;
  readonly repository: string;
  readonly condition: string;
  readonly tags: readonly string[];
  readonly alias: string;
  readonly importValues: readonly unknown[];
}

/** Someone who looks after a chart. */
export interface ChartMaintainer {
  readonly name: string;
  readonly email: string;
  readonly url: string;
}

/** What Chart.yaml says. Absent texts are empty, as in Go. */
export interface ChartMetadata {
  readonly name: string;
  readonly home: string;
  readonly sources: readonly string[];
  readonly version: string;
  readonly description: string;
  readonly keywords: readonly string[];
  readonly maintainers: readonly ChartMaintainer[];
  readonly icon: string;
  readonly apiVersion: string;
  readonly condition: string;
  readonly tags: string;
  readonly appVersion: string;
  readonly deprecated: boolean;
  readonly annotations: ReadonlyMap<string, string>;
  readonly kubeVersion: string;
  readonly dependencies: readonly ChartDependency[];
  readonly type: string;
}

type Raw = ReadonlyMap<string, unknown>;

/** Go reads JSON fields without regard to case, and numbers and booleans into text. */
function text(raw: Raw, name: string): string {
  return clean(scalarText(field(raw, name)));
}

function field(raw: Raw, name: string): unknown {
  if (raw.has(name)) return raw.get(name);
  const lower = name.toLowerCase();
  for (const [key, value] of raw) if (key.toLowerCase() === lower) return value;
  return undefined;
}

function scalarText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return String(value);
  if (typeof value !== 'number') return '';
  return Number.isInteger(value) ? String(value) : formatFloat(value, 'g');
}

const SPACE = /\p{White_Space}/gu;
const UNPRINTABLE = /[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu;

/** helm makes every white space of a text a blank and drops what cannot be printed. */
function clean(value: string): string {
  return value.replaceAll(SPACE, ' ').replaceAll(UNPRINTABLE, '');
}

function texts(raw: Raw, name: string): string[] {
  return list(raw, name).map((item) => clean(scalarText(item)));
}

function list(raw: Raw, name: string): readonly unknown[] {
  const value = field(raw, name);
  return Array.isArray(value) ? value : [];
}

function maps(raw: Raw, name: string): Raw[] {
  return list(raw, name).filter((item): item is Map<string, unknown> => item instanceof Map);
}

function dependency(raw: Raw): ChartDependency {
  return {
    name: text(raw, 'name'),
    version: text(raw, 'version'),
    repository: text(raw, 'repository'),
    condition: text(raw, 'condition'),
    tags: texts(raw, 'tags'),
    alias: text(raw, 'alias'),
    importValues: list(raw, 'import-values'),
  };
}

/** Reads the `dependencies` of a Chart.yaml or requirements.yaml. */
export function readDependencies(raw: Raw): ChartDependency[] {
  return maps(raw, 'dependencies').map(dependency);
}

/** Reads a Chart.yaml that was parsed already. */
export function readMetadata(raw: Raw): ChartMetadata {
  const annotations = field(raw, 'annotations');
  return {
    name: text(raw, 'name'),
    home: text(raw, 'home'),
    sources: texts(raw, 'sources'),
    version: text(raw, 'version'),
    description: text(raw, 'description'),
    keywords: texts(raw, 'keywords'),
    maintainers: maps(raw, 'maintainers').map((maintainer) => ({
      name: text(maintainer, 'name'),
      email: text(maintainer, 'email'),
      url: text(maintainer, 'url'),
    })),
    icon: text(raw, 'icon'),
    apiVersion: text(raw, 'apiVersion') || 'v1',
    condition: text(raw, 'condition'),
    tags: text(raw, 'tags'),
    appVersion: text(raw, 'appVersion'),
    deprecated: field(raw, 'deprecated') === true,
    annotations: new Map(
      annotations instanceof Map
        ? [...annotations].map(([key, value]) => [String(key), scalarText(value)])
        : [],
    ),
    kubeVersion: text(raw, 'kubeVersion'),
    dependencies: readDependencies(raw),
    type: text(raw, 'type'),
  };
}
