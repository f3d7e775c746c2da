import type { ChartMetadata } from './metadata.ts';

/** A file of a chart; its path is relative to the chart's root. */
export interface ChartFile {
  readonly path: string;
  readonly data: Uint8Array;
}

/** A loaded chart with those in its charts/ folder. Loading and rendering never change it. */
export interface Chart {
  readonly metadata: ChartMetadata;
  /** values.yaml as a Go map. */
  readonly values: ReadonlyMap<string, unknown>;
  /** values.schema.json. */
  readonly schema: Uint8Array | undefined;
  /** Everything under templates/. */
  readonly templates: readonly ChartFile[];
  /** What `.Files` shows: the rest, crds/ included. */
  readonly files: readonly ChartFile[];
  readonly dependencies: readonly Chart[];
}

/** True for charts that only lend their definitions to others. */
export function isLibrary(chart: Chart): boolean {
  return chart.metadata.type.toLowerCase() === 'library';
}
