import { bytesToString } from '@fairway/go-template';

import { HelmError } from '../errors.ts';
import { parseYamlMap, YamlError } from '../yaml/parse-yaml.ts';
import type { Chart, ChartFile } from './chart.ts';
import { readDependencies, readMetadata, type ChartMetadata } from './metadata.ts';
import { readChartArchive } from './read-archive.ts';
import { validateMetadata } from './validate-metadata.ts';

const MAX_NESTING = 32;

/** Removes a UTF-8 byte order mark, as helm does of every file. */
function withoutBom(data: Uint8Array): Uint8Array {
  return data[0] === 0xef && data[1] === 0xbb && data[2] === 0xbf ? data.subarray(3) : data;
}

function readYaml(data: Uint8Array, file: string): Map<string, unknown> {
  try {
    return parseYamlMap(bytesToString(data));
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    throw new HelmError('CHART_INVALID', `cannot load ${file}: ${error.message}`, {
      file,
      cause: error,
    });
  }
}

/** Orders paths as a walk of the folders visits them. */
function inWalkOrder(a: string, b: string): number {
  const x = a.replaceAll('/', '\0');
  const y = b.replaceAll('/', '\0');
  return x < y ? -1 : x > y ? 1 : 0;
}

function checkPath(path: string): void {
  if (
    path.startsWith('/') ||
    path.includes('\\') ||
    path.split('/').some((part) => part === '..')
  ) {
    throw new HelmError(
      'CHART_UNSAFE',
      `chart file path ${JSON.stringify(path)} leads out of the chart`,
      {
        file: path,
      },
    );
  }
}

/**
 * Makes a chart of its files; paths are relative to the chart's root.
 * @throws HelmError `CHART_INVALID` or `CHART_UNSAFE`
 */
export function loadChart(files: ReadonlyMap<string, Uint8Array>): Chart {
  return load(files, 0);
}

function load(files: ReadonlyMap<string, Uint8Array>, depth: number): Chart {
  if (depth > MAX_NESTING) throw new HelmError('CHART_INVALID', 'charts are nested too deeply');
  const paths = [...files.keys()].toSorted(inWalkOrder);
  paths.forEach(checkPath);
  const content = new Map(
    paths.map((path) => [path, withoutBom(files.get(path) ?? new Uint8Array())]),
  );
  const metadata = loadMetadata(content);
  const templates: ChartFile[] = [];
  const others: ChartFile[] = [];
  const nested = new Map<string, Map<string, Uint8Array>>();
  for (const [path, data] of content) {
    if (path.startsWith('templates/')) templates.push({ path, data });
    else if (path.startsWith('charts/') && !path.endsWith('.prov')) {
      const [, name = '', ...rest] = path.split('/');
      const group = nested.get(name) ?? new Map<string, Uint8Array>();
      group.set(rest.join('/'), data);
      nested.set(name, group);
    } else if (isVisible(path, metadata)) others.push({ path, data });
  }
  const values = content.get('values.yaml');
  return {
    metadata,
    values: values === undefined ? new Map() : readYaml(values, 'values.yaml'),
    schema: content.get('values.schema.json'),
    templates,
    files: others,
    dependencies: loadNested(nested, metadata.name, depth),
  };
}

const HIDDEN: ReadonlySet<string> = new Set([
  'Chart.yaml',
  'Chart.lock',
  'values.yaml',
  'values.schema.json',
]);

function isVisible(path: string, metadata: ChartMetadata): boolean {
  if (path === 'requirements.yaml' || path === 'requirements.lock')
    return metadata.apiVersion === 'v1';
  return !HIDDEN.has(path);
}

function loadMetadata(content: ReadonlyMap<string, Uint8Array>): ChartMetadata {
  const data = content.get('Chart.yaml');
  if (data === undefined) throw new HelmError('CHART_INVALID', 'Chart.yaml file is missing');
  const metadata = readMetadata(readYaml(data, 'Chart.yaml'));
  const requirements = content.get('requirements.yaml');
  const complete =
    requirements === undefined
      ? metadata
      : {
          ...metadata,
          dependencies: readDependencies(readYaml(requirements, 'requirements.yaml')),
        };
  validateMetadata(complete);
  return complete;
}

/** The files of a chart in charts/: a folder's, or those packed in a .tgz. */
function filesOf(
  name: string,
  files: ReadonlyMap<string, Uint8Array>,
): ReadonlyMap<string, Uint8Array> {
  const packed = files.get('');
  if (packed === undefined) return files;
  // Of any other file helm says that its Chart.yaml is missing.
  return name.endsWith('.tgz') ? readChartArchive(packed) : new Map();
}

/**
 * Makes a chart of a packaged one (.tgz).
 * @throws HelmError `CHART_INVALID` or `CHART_UNSAFE`
 */
export function loadChartArchive(archive: Uint8Array): Chart {
  return load(readChartArchive(archive), 0);
}

function loadNested(
  nested: ReadonlyMap<string, ReadonlyMap<string, Uint8Array>>,
  parent: string,
  depth: number,
): Chart[] {
  const charts: Chart[] = [];
  for (const [name, files] of nested) {
    if (/^[_.]/.test(name)) continue;
    try {
      charts.push(load(filesOf(name, files), depth + 1));
    } catch (error) {
      if (!(error instanceof HelmError)) throw error;
      throw new HelmError(
        error.code,
        `error unpacking subchart ${name} in ${parent}: ${error.message}`,
        {
          file: `charts/${name}/${error.file ?? ''}`,
          cause: error,
        },
      );
    }
  }
  return charts;
}
