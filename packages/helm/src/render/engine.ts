import {
  createExecution,
  fn,
  GoError,
  TemplateError,
  TemplateSet,
  bytesToString,
  goInt,
  toGoMap,
  typedMap,
  type Execution,
  type ExecutionOptions,
  type FunctionTable,
} from '@fairway/go-template';

import { isLibrary, type Chart } from '../chart/chart.ts';
import type { ValueMap } from '../values/coalesce.ts';
import { capabilitiesObject, type Capabilities } from './capabilities.ts';
import { chartObject } from './chart-object.ts';
import { filesObject } from './files-object.ts';
import { HELM_FUNCTIONS, type Lookup } from './helm-functions.ts';
import { templateFailure } from './template-failure.ts';

/** helm's limit of an include of one name within itself. */
const MAX_INCLUDES = 1000;
/** The name under which helm executes a `tpl` text. */
const TPL_NAME = 'gotpl';
const NO_VALUE = /<no value>/g;

/** What a rendering is told about its release. */
export interface ReleaseInfo {
  readonly name: string;
  readonly namespace: string;
  /** Default 1. */
  readonly revision?: number;
  /** Default false. */
  readonly isUpgrade?: boolean;
}

/** Everything that the templates of a chart see and may use. */
export interface EngineInput {
  readonly chart: Chart;
  readonly values: ValueMap;
  readonly release: ReleaseInfo;
  readonly capabilities: Capabilities;
  readonly lookup: Lookup;
  readonly execution?: ExecutionOptions;
}

interface Renderable {
  readonly path: string;
  readonly text: string;
  readonly basePath: string;
  readonly data: ValueMap;
}

function slashes(path: string): number {
  return path.split('/').length;
}

/** Deepest paths first, names descending: the last one parsed wins, so parents override subcharts. */
function inParseOrder(a: Renderable, b: Renderable): number {
  const depth = slashes(b.path) - slashes(a.path);
  if (depth !== 0) return depth;
  return a.path < b.path ? 1 : a.path > b.path ? -1 : 0;
}

function releaseObject(release: ReleaseInfo): ValueMap {
  const isUpgrade = release.isUpgrade ?? false;
  return new Map<string, unknown>([
    ['Name', release.name],
    ['Namespace', release.namespace],
    ['IsUpgrade', isUpgrade],
    ['IsInstall', !isUpgrade],
    ['Revision', goInt(release.revision ?? 1)],
    ['Service', 'Helm'],
  ]);
}

/** Collects a chart's templates with the data each is executed on; the values maps are shared. */
function collect(
  chart: Chart,
  path: string,
  values: ValueMap,
  shared: ReadonlyMap<string, unknown>,
  into: Renderable[],
): ValueMap {
  const subcharts: ValueMap = new Map();
  const data: ValueMap = new Map<string, unknown>([
    ['Chart', chartObject(chart.metadata, !path.includes('/'))],
    ['Files', filesObject(chart.files)],
    ...shared,
    ['Values', values],
    ['Subcharts', subcharts],
  ]);
  for (const child of chart.dependencies) {
    const { name } = child.metadata;
    const own = values.get(name);
    const childValues: ValueMap = own instanceof Map ? own : new Map();
    subcharts.set(name, collect(child, `${path}/charts/${name}`, childValues, shared, into));
  }
  for (const template of chart.templates) {
    const base = template.path.slice(template.path.lastIndexOf('/') + 1);
    if (isLibrary(chart) && !base.startsWith('_')) continue;
    into.push({
      path: `${path}/${template.path}`,
      text: bytesToString(template.data),
      basePath: `${path}/templates`,
      data,
    });
  }
  return data;
}

/** `include` and `tpl`, bound to the set whose definitions they see. */
class Includer {
  readonly #execution: Execution;
  readonly #counts = new Map<string, number>();

  constructor(execution: Execution) {
    this.#execution = execution;
  }

  functions(scope: () => TemplateSet): FunctionTable {
    return {
      include: fn(['string', 'any'], ([name, data]) => this.#include(scope(), String(name), data)),
      tpl: fn(['string', 'any'], ([text, data]) => this.#tpl(scope(), String(text), data)),
    };
  }

  #include(set: TemplateSet, name: string, data: unknown): string {
    const count = this.#counts.get(name) ?? 0;
    if (count > MAX_INCLUDES) {
      throw new GoError(
        `rendering template has a nested reference name: ${name}: unable to execute template`,
      );
    }
    this.#counts.set(name, count + 1);
    try {
      return set.execute(name, data ?? undefined, this.#execution);
    } finally {
      this.#counts.set(name, count);
    }
  }

  #tpl(parent: TemplateSet, text: string, data: unknown): string {
    const set: TemplateSet = parent.child(this.functions(() => set));
    try {
      const tree = set.parse(TPL_NAME, text);
      return set.executeTree(tree, data ?? undefined, this.#execution).replaceAll(NO_VALUE, '');
    } catch (error) {
      if (!(error instanceof TemplateError) || error.code === 'TEMPLATE_LIMIT') throw error;
      const parsing = error.code === 'TEMPLATE_PARSE';
      const what = parsing ? 'cannot parse template' : 'error during tpl function execution for';
      throw new GoError(`${what} ${JSON.stringify(text)}: ${error.message}`, { cause: error });
    }
  }
}

/**
 * Renders every template of a chart and its subcharts. Returns the raw text of each file by its path
 * (`chart/templates/x.yaml`), NOTES.txt included and partials (`_x`) not.
 * @throws HelmError `TEMPLATE_INVALID`, `TEMPLATE_FAILED` or `LIMIT_EXCEEDED`
 */
export function renderTemplates(input: EngineInput): Map<string, string> {
  const renderables: Renderable[] = [];
  const shared = new Map<string, unknown>([
    ['Release', releaseObject(input.release)],
    ['Capabilities', capabilitiesObject(input.capabilities)],
  ]);
  markValues(input.values, input.chart);
  collect(input.chart, input.chart.metadata.name, input.values, shared, renderables);
  renderables.sort(inParseOrder);
  const execution = createExecution(input.execution);
  const includer = new Includer(execution);
  const base = new TemplateSet({ missingKey: 'zero', functions: HELM_FUNCTIONS });
  const set: TemplateSet = base.child({
    ...includer.functions(() => set),
    lookup: fn(['string', 'string', 'string', 'string'], (args) => {
      const [apiVersion = '', kind = '', namespace = '', name = ''] = args.map(String);
      return toGoMap(input.lookup(apiVersion, kind, namespace, name));
    }),
  });
  const rendered = new Map<string, string>();
  for (const { path, text } of renderables) guard(path, () => set.parse(path, text));
  for (const { path, data, basePath } of renderables) {
    if (path.slice(path.lastIndexOf('/') + 1).startsWith('_')) continue;
    data.set(
      'Template',
      typedMap(
        'chartutil.Values',
        new Map([
          ['Name', path],
          ['BasePath', basePath],
        ]),
      ),
    );
    const text = guard(path, () => set.execute(path, data, execution));
    rendered.set(path, text.replaceAll(NO_VALUE, ''));
  }
  return rendered;
}

/** `.Values` of each chart has a Go type of its own, which a few functions tell apart. */
function markValues(values: ValueMap, chart: Chart): void {
  typedMap('chartutil.Values', values);
  for (const child of chart.dependencies) {
    const own = values.get(child.metadata.name);
    if (own instanceof Map) markValues(own, child);
  }
}

function guard<T>(path: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof TemplateError) throw templateFailure(path, error);
    throw error;
  }
}
