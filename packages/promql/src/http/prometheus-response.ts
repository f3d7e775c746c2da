import { PromqlError, messageOf } from '../errors.ts';
import type { QueryResult } from '../eval/evaluate.ts';
import { formatValue } from '../eval/format-value.ts';
import type { Labels } from '../labels/labels.ts';

/** A time in seconds and a value as text, as the HTTP API has them. */
type PrometheusPoint = readonly [number, string];

/** The body of `/api/v1/query` and `/api/v1/query_range`. */
export interface PrometheusResponse {
  readonly status: 'success';
  readonly data: PrometheusData;
}

/** A query's result as the HTTP API has it. */
export type PrometheusData =
  | { readonly resultType: 'scalar' | 'string'; readonly result: PrometheusPoint }
  | {
      readonly resultType: 'vector';
      readonly result: readonly { readonly metric: Labels; readonly value: PrometheusPoint }[];
    }
  | {
      readonly resultType: 'matrix';
      readonly result: readonly {
        readonly metric: Labels;
        readonly values: readonly PrometheusPoint[];
      }[];
    };

/** The body of an answer that is an error, and its HTTP status. */
export interface PrometheusError {
  readonly httpStatus: 400 | 422 | 500;
  readonly body: {
    readonly status: 'error';
    readonly errorType: 'bad_data' | 'execution' | 'internal';
    readonly error: string;
  };
}

/** A result in the shape of Prometheus' HTTP API. */
export function toPrometheusResponse(result: QueryResult): PrometheusResponse {
  return { status: 'success', data: toData(result) };
}

function toData(result: QueryResult): PrometheusData {
  switch (result.type) {
    case 'vector':
      return {
        resultType: 'vector',
        result: result.samples.map(({ labels, value }) => ({
          metric: labels,
          value: point(result.timeMs, value),
        })),
      };
    case 'matrix':
      return {
        resultType: 'matrix',
        result: result.series.map(({ labels, timestamps, values }) => ({
          metric: labels,
          values: values.map((value, i) => point(timestamps[i] ?? NaN, value)),
        })),
      };
    default:
      return { resultType: result.type, result: point(result.timeMs, result.value) };
  }
}

function point(timeMs: number, value: number | string): PrometheusPoint {
  return [timeMs / 1000, typeof value === 'string' ? value : formatValue(value)];
}

/** An error in the shape of Prometheus' HTTP API; what is not the query's fault is `internal`. */
export function toPrometheusError(error: unknown): PrometheusError {
  const code = error instanceof PromqlError ? error.code : undefined;
  if (code === 'parse' || code === 'unsupported' || code === 'too-large') {
    return answer(400, 'bad_data', messageOf(error));
  }
  if (code === 'execution') return answer(422, 'execution', messageOf(error));
  return answer(500, 'internal', 'The query could not be evaluated.');
}

function answer(
  httpStatus: PrometheusError['httpStatus'],
  errorType: PrometheusError['body']['errorType'],
  error: string,
): PrometheusError {
  return { httpStatus, body: { status: 'error', errorType, error } };
}
