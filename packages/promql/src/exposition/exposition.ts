import type { Labels } from '../labels/labels.ts';

/** One sample of a metrics endpoint. */
export interface ExposedSample {
  /** With `__name__`. */
  readonly labels: Labels;
  readonly value: number;
  /** Unix milliseconds, when the endpoint gives a time. */
  readonly timestampMs?: number;
}

/** What an endpoint says of a family of metrics. */
export interface MetricMetadata {
  readonly type?: string;
  readonly help?: string;
  readonly unit?: string;
}

/** A parsed endpoint. */
export interface Exposition {
  readonly samples: readonly ExposedSample[];
  /** By the name of the family. */
  readonly metadata: ReadonlyMap<string, MetricMetadata>;
}

/** What an endpoint may not exceed. */
export interface ExpositionLimits {
  readonly maxSamples: number;
  readonly maxLabels: number;
  /** Of a label's name or value, in UTF-16 code units. */
  readonly maxLabelLength: number;
}

/** Limits that no sane application reaches. */
export const DEFAULT_EXPOSITION_LIMITS: ExpositionLimits = {
  maxSamples: 20_000,
  maxLabels: 64,
  maxLabelLength: 4096,
};
