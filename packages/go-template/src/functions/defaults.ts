import { GoError } from '../errors.ts';
import { fn, variadic, type FunctionTable } from '../values/go-function.ts';
import { isTrue } from '../values/go-types.ts';
import { text } from './convert.ts';

/** sprig's functions about empty values, and `fail`. */
export const DEFAULT_FUNCTIONS: FunctionTable = {
  default: variadic(['any', 'any'], ([fallback, given]) => (isTrue(given) ? given : fallback)),
  empty: fn(['any'], ([value]) => !isTrue(value)),
  coalesce: variadic(['any'], (values) => values.find(isTrue) ?? null),
  all: variadic(['any'], (values) => values.every(isTrue)),
  any: variadic(['any'], (values) => values.some(isTrue)),
  ternary: fn(['any', 'any', 'bool'], ([yes, no, condition]) => (condition === true ? yes : no)),
  fail: fn(['string'], ([message]) => {
    throw new GoError(text(message));
  }),
};
