import type { Labels } from '../labels/labels.ts';
import type { Samples } from '../store/series.ts';

/** A value of one series at the time of evaluation. */
export interface VectorSample {
  readonly labels: Labels;
  readonly value: number;
}

/** The samples of one series over a range. */
export interface RangeSeries extends Samples {
  readonly labels: Labels;
}

/** What an expression evaluates to at one time. */
export type Value =
  | { readonly type: 'scalar'; readonly value: number }
  | { readonly type: 'string'; readonly value: string }
  | { readonly type: 'vector'; readonly samples: readonly VectorSample[] }
  | {
      readonly type: 'matrix';
      readonly series: readonly RangeSeries[];
      /** The range asked for: (startMs, endMs]. */
      readonly startMs: number;
      readonly endMs: number;
    };

/** A vector value. */
export function vector(samples: readonly VectorSample[]): Value {
  return { type: 'vector', samples };
}
