import { expect, test } from 'vitest';
import { PromqlError } from '../src/errors.ts';
import { evaluateInstant, evaluateRange } from '../src/eval/evaluate.ts';
import { formatValue } from '../src/eval/format-value.ts';
import { parseQuery } from '../src/syntax/parse-query.ts';
import { storeOf } from './_util.ts';
import { toPrometheusError, toPrometheusResponse } from '../src/http/prometheus-response.ts';

const store = storeOf(1000, ['x{a="b"} 1 2.5 NaN']);

test('results have the shape of the HTTP API', () => {
  expect(toPrometheusResponse(evaluateInstant(store, 'x', 1500))).toEqual({
    status: 'success',
    data: {
      resultType: 'vector',
      result: [{ metric: { __name__: 'x', a: 'b' }, value: [1.5, '2.5'] }],
    },
  });
  const range = evaluateRange(store, 'x', { startMs: 0, endMs: 2000, stepMs: 1000 });
  expect(toPrometheusResponse(range).data).toEqual({
    resultType: 'matrix',
    result: [
      {
        metric: { __name__: 'x', a: 'b' },
        values: [
          [0, '1'],
          [1, '2.5'],
          [2, 'NaN'],
        ],
      },
    ],
  });
  expect(toPrometheusResponse(evaluateInstant(store, '1', 0)).data).toEqual({
    resultType: 'scalar',
    result: [0, '1'],
  });
  expect(toPrometheusResponse(evaluateInstant(store, '"s"', 0)).data).toEqual({
    resultType: 'string',
    result: [0, 's'],
  });
  expect(toPrometheusResponse(evaluateInstant(store, 'x[5s]', 1000)).data).toMatchObject({
    resultType: 'matrix',
    result: [
      {
        values: [
          [0, '1'],
          [1, '2.5'],
        ],
      },
    ],
  });
});

test.each([
  [0, '0'],
  [-0, '-0'],
  [1.5, '1.5'],
  [1e21, '1000000000000000000000'],
  [-1.25e22, '-12500000000000000000000'],
  [1.5e-7, '0.00000015'],
  [NaN, 'NaN'],
  [Infinity, '+Inf'],
  [-Infinity, '-Inf'],
])('%s is printed as %s', (value, text) => {
  expect(formatValue(value)).toBe(text);
});

test('errors are told apart, and ours are not shown', () => {
  const fault = (): unknown => {
    try {
      return parseQuery('sum(');
    } catch (error) {
      return error;
    }
  };
  expect(toPrometheusError(fault())).toMatchObject({
    httpStatus: 400,
    body: { status: 'error', errorType: 'bad_data' },
  });
  expect(toPrometheusError(new PromqlError('execution', 'm')).httpStatus).toBe(422);
  const ours = toPrometheusError(new Error('/secret/path'));
  expect(ours.httpStatus).toBe(500);
  expect(JSON.stringify(ours)).not.toContain('secret');
});
