import { GoError } from '../errors.ts';
import { formatValue } from '../format/format-value.ts';
import {
  fn,
  variadic,
  type CallContext,
  type FunctionTable,
  type GoFunction,
} from '../values/go-function.ts';
import { goInt, goInt64, type GoInt } from '../values/go-int.ts';
import { typedList } from '../values/go-types.ts';
import { float64Of, int64Of, integer, text } from './convert.ts';
import { addDecimals, divideDecimals, multiplyDecimals, subtractDecimals } from './decimal.ts';

function range(start: number, stop: number, step: number, context: CallContext): GoInt[] {
  if ((stop < start && step >= 0) || (stop >= start && step <= 0)) return typedList('int', []);
  const count = Math.ceil((stop - start) / step);
  context.charge(count);
  return typedList(
    'int',
    Array.from({ length: count }, (_, index) => goInt(start + index * step)),
  );
}

function sequence(params: readonly number[], context: CallContext): string {
  const [first = 0, second = 0, third = 0] = params;
  const start = params.length === 1 ? 1 : first;
  const end = params.length === 1 ? first : params.length === 2 ? second : third;
  if (params.length === 0 || params.length > 3) return '';
  const direction = end < start ? -1 : 1;
  const step = params.length === 3 ? second : direction;
  if (params.length === 3 && direction === -1 && step > 0) return '';
  return range(start, end + direction, step, context).join(' ');
}

function round(value: number, places: number, on: number): number {
  const power = 10 ** places;
  const digit = power * value;
  return ((digit % 1 >= on ? Math.ceil(digit) : Math.floor(digit)) || 0) / power;
}

function divisor(value: unknown): bigint {
  const number = int64Of(value);
  if (number === 0n) throw new GoError('runtime error: integer divide by zero');
  return number;
}

function integerFold(pick: (a: bigint, b: bigint) => bigint): GoFunction {
  return variadic(['any', 'any'], (values) =>
    goInt64(values.map(int64Of).reduce((a, b) => BigInt.asIntN(64, pick(a, b)))),
  );
}

function floatFold(pick: (a: number, b: number) => number): GoFunction {
  return variadic(['any', 'any'], (values) => values.map(float64Of).reduce((a, b) => pick(a, b)));
}

const larger = integerFold((a, b) => (b > a ? b : a));

/** sprig's functions on numbers. */
export const NUMBER_FUNCTIONS: FunctionTable = {
  int: fn(['any'], ([value]) => goInt(int64Of(value))),
  int64: fn(['any'], ([value]) => goInt64(int64Of(value))),
  float64: fn(['any'], ([value]) => float64Of(value)),
  atoi: fn(['string'], ([value]) => {
    const number = /^[+-]?[0-9]+$/.test(text(value)) ? BigInt(text(value).replace('+', '')) : 0n;
    const limit = 2n ** 63n;
    return goInt(number >= limit ? limit - 1n : number < -limit ? -limit : number);
  }),
  toDecimal: fn(['any'], ([value]) => {
    const digits = formatValue(value);
    return goInt64(/^[+-]?[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : 0);
  }),
  add: variadic(['any'], (values) => goInt64(values.map(int64Of).reduce((a, b) => a + b, 0n))),
  add1: fn(['any'], ([value]) => goInt64(int64Of(value) + 1n)),
  sub: fn(['any', 'any'], ([a, b]) => goInt64(int64Of(a) - int64Of(b))),
  mul: integerFold((a, b) => a * b),
  div: fn(['any', 'any'], ([a, b]) => goInt64(int64Of(a) / divisor(b))),
  mod: fn(['any', 'any'], ([a, b]) => goInt64(int64Of(a) % divisor(b))),
  addf: variadic(['any'], (values) => values.map(float64Of).reduce(addDecimals, 0)),
  add1f: fn(['any'], ([value]) => addDecimals(float64Of(value), 1)),
  subf: floatFold(subtractDecimals),
  mulf: floatFold(multiplyDecimals),
  divf: floatFold(divideDecimals),
  max: larger,
  biggest: larger,
  min: integerFold((a, b) => (b < a ? b : a)),
  maxf: floatFold(Math.max),
  minf: floatFold(Math.min),
  ceil: fn(['any'], ([value]) => Math.ceil(float64Of(value))),
  floor: fn(['any'], ([value]) => Math.floor(float64Of(value))),
  round: variadic(['any', 'int', 'float64'], ([value, places, on]) =>
    round(float64Of(value), integer(places), on === undefined ? 0.5 : float64Of(on)),
  ),
  until: fn(['int'], ([count], context) => {
    const stop = integer(count);
    return range(0, stop, stop < 0 ? -1 : 1, context);
  }),
  untilStep: fn(['int', 'int', 'int'], ([start, stop, step], context) =>
    range(integer(start), integer(stop), integer(step), context),
  ),
  seq: variadic(['int'], (params, context) => sequence(params.map(integer), context)),
};
