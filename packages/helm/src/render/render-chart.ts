import { bytesToString, toGoMap, trimSpace, type ExecutionLimits } from '@fairway/go-template';

import { isLibrary, type Chart, type ChartFile } from '../chart/chart.ts';
import { HelmError } from '../errors.ts';
import { coalesceValues } from '../values/coalesce.ts';
import { isInRange, resolveDependencies } from '../values/dependencies.ts';
import { validateValues } from '../values/schema.ts';
import { makeCapabilities } from './capabilities.ts';
import { renderTemplates, type ReleaseInfo } from './engine.ts';
import type { Lookup } from './helm-functions.ts';
import { sortManifests, type Hook, type Manifest } from './sort-manifests.ts';

/** How a chart is rendered. */
export interface RenderOptions {
  /** The user's values; null removes a default. Numbers are float64; give bigint for int64. */
  readonly values?: Record<string, unknown>;
  readonly release: ReleaseInfo;
  /** Default v1.34.0, as in helm 3.19. */
  readonly kubeVersion?: string;
  /** API versions besides those helm knows, as `group/version` or `group/version/Kind`. */
  readonly apiVersions?: readonly string[];
  /** Put the crds/ folders first in the output. Default false. */
  readonly includeCrds?: boolean;
  /** Answers `lookup`. Default: nothing is found. */
  readonly lookup?: Lookup;
  /** The clock of `now`. */
  readonly now?: () => Date;
  /** Source of the random functions. */
  readonly randomBytes?: (length: number) => Uint8Array;
  readonly limits?: ExecutionLimits;
}

/** A rendered chart. */
export interface RenderedChart {
  /** In install order, hooks and documents of comments only left out. */
  readonly manifests: Manifest[];
  readonly hooks: Hook[];
  /** The files in crds/, whether or not they are part of the output. */
  readonly crds: { path: string; content: string }[];
  /** NOTES.txt of the chart itself. */
  readonly notes: string;
  /** What `helm template` prints, byte for byte. */
  output(): string;
}

function checkInstallable(chart: Chart, kubeVersion: string): void {
  const { metadata } = chart;
  if (isLibrary(chart)) throw new HelmError('CHART_INVALID', 'library charts are not installable');
  const missing = metadata.dependencies
    .map((dependency) => dependency.name)
    .filter((name) => !chart.dependencies.some((child) => child.metadata.name === name));
  if (missing.length > 0) {
    throw new HelmError(
      'DEPENDENCY_MISSING',
      `An error occurred while checking for chart dependencies. You may need to run \`helm dependency build\` to fetch missing dependencies: found in Chart.yaml, but missing in charts/ directory: ${missing.join(', ')}`,
      { file: 'Chart.yaml' },
    );
  }
  if (metadata.kubeVersion !== '' && !isInRange(metadata.kubeVersion, kubeVersion)) {
    throw new HelmError(
      'KUBE_VERSION_UNSUPPORTED',
      `chart requires kubeVersion: ${metadata.kubeVersion} which is incompatible with Kubernetes ${kubeVersion}`,
      { file: 'Chart.yaml' },
    );
  }
}

function isCrd({ path }: ChartFile): boolean {
  return path.startsWith('crds/') && /\.(?:yaml|yml|json)$/.test(path);
}

function collectCrds(chart: Chart, prefix: string): { path: string; content: string }[] {
  const own = chart.files.filter(isCrd).map(({ path, data }) => ({
    path: `${prefix}/${path}`,
    content: bytesToString(data),
  }));
  const below = chart.dependencies.flatMap((child) =>
    collectCrds(child, `${prefix}/charts/${child.metadata.name}`),
  );
  return [...own, ...below];
}

function document({ path, content }: { path: string; content: string }): string {
  return `---\n# Source: ${path}\n${content}\n`;
}

/**
 * Renders a chart as `helm template` does. Pure: no file, environment or network is read, and the
 * limits hold for every template together.
 * @throws HelmError
 */
export function renderChart(chart: Chart, options: RenderOptions): RenderedChart {
  const capabilities = makeCapabilities(options.kubeVersion, options.apiVersions);
  checkInstallable(chart, capabilities.kubeVersion);
  const given = toGoMap(options.values ?? {});
  const resolved = resolveDependencies(chart, given);
  const values = coalesceValues(resolved, given);
  validateValues(resolved, values);
  const files = renderTemplates({
    chart: resolved,
    values,
    release: options.release,
    capabilities,
    lookup: options.lookup ?? (() => ({})),
    execution: {
      ...(options.now === undefined ? {} : { now: options.now }),
      ...(options.randomBytes === undefined ? {} : { randomBytes: options.randomBytes }),
      ...(options.limits === undefined ? {} : { limits: options.limits }),
    },
  });
  const notes = files.get(`${chart.metadata.name}/templates/NOTES.txt`) ?? '';
  const documents = new Map([...files].filter(([path]) => !path.endsWith('NOTES.txt')));
  const { manifests, hooks } = sortManifests(documents);
  const crds = collectCrds(resolved, chart.metadata.name);
  return {
    manifests: manifests.filter((manifest) => Object.keys(manifest.object).length > 0),
    hooks,
    crds,
    notes,
    output: () => {
      const first = options.includeCrds === true ? crds : [];
      const body = trimSpace([...first, ...manifests].map(document).join(''));
      return `${body}\n${hooks.map(document).join('')}`;
    },
  };
}
