import type { Call, Expression, ValueType } from '../syntax/ast.ts';
import type { RangeSeries, Value, VectorSample } from '../eval/value.ts';
import { dropName } from '../labels/memo.ts';
import { vector } from '../eval/value.ts';

/** What a function is given. */
export interface FunctionInput {
  /** Of the types that `args` names. */
  readonly values: readonly Value[];
  readonly call: Call;
  /** Time of evaluation, Unix milliseconds. */
  readonly timeMs: number;
}

/** A function of the language. */
export interface FunctionDefinition {
  readonly args: readonly ValueType[];
  /** How many of the last arguments may be left out. */
  readonly optional?: number;
  readonly returns: ValueType;
  evaluate(input: FunctionInput): Value;
}

/** The numeric argument at a place, or a default where it is left out. */
export function scalarArg(input: FunctionInput, index: number, otherwise: number = NaN): number {
  const value = input.values[index];
  return value?.type === 'scalar' ? value.value : otherwise;
}

/** The text at a place. */
export function stringArg(input: FunctionInput, index: number): string {
  const value = input.values[index];
  return value?.type === 'string' ? value.value : '';
}

/** The vector at a place. */
export function vectorArg(input: FunctionInput, index: number = 0): readonly VectorSample[] {
  const value = input.values[index];
  return value?.type === 'vector' ? value.samples : [];
}

/** The range vector at a place. */
export function matrixArg(input: FunctionInput, index: number): Extract<Value, { type: 'matrix' }> {
  const value = input.values[index];
  return value?.type === 'matrix' ? value : { type: 'matrix', series: [], startMs: 0, endMs: 0 };
}

/** A function of each value of a vector; further arguments are numbers. */
export function mapVector(
  apply: (value: number, ...numbers: readonly number[]) => number,
  numbers: readonly number[] = [],
): FunctionDefinition {
  return {
    args: ['vector', ...numbers.map(() => 'scalar' as const)],
    optional: numbers.filter((each) => !Number.isNaN(each)).length,
    returns: 'vector',
    evaluate(input) {
      const given = numbers.map((otherwise, i) => scalarArg(input, i + 1, otherwise));
      return vector(
        vectorArg(input).map(({ labels, value }) => ({
          labels: dropName(labels),
          value: apply(value, ...given),
        })),
      );
    },
  };
}

/** What a range of one series and its bounds come to; undefined: no result for the series. */
export type RangeFunction = (
  series: RangeSeries,
  bounds: { readonly startMs: number; readonly endMs: number },
  parameter: number,
) => number | undefined;

/** A function of a range vector, with a number before it when `parameter` is set. */
export function mapRange(
  apply: RangeFunction,
  options: { readonly parameter?: boolean; readonly keepName?: boolean } = {},
): FunctionDefinition {
  const index = options.parameter === true ? 1 : 0;
  return {
    args: options.parameter === true ? ['scalar', 'matrix'] : ['matrix'],
    returns: 'vector',
    evaluate(input) {
      const { series, startMs, endMs } = matrixArg(input, index);
      const parameter = scalarArg(input, 0);
      return vector(
        series.flatMap((each) => {
          if (each.values.length === 0) return [];
          const value = apply(each, { startMs, endMs }, parameter);
          const labels = options.keepName === true ? each.labels : dropName(each.labels);
          return value === undefined ? [] : [{ labels, value }];
        }),
      );
    },
  };
}

/** The selector within an argument, for `absent`. */
export function selectorOf(expression: Expression | undefined): Expression | undefined {
  return expression?.kind === 'range-selector' ? expression.vector : expression;
}
