import { fn, type FunctionTable } from '../values/go-function.ts';
import { kindOf, typeName } from '../values/go-types.ts';
import { deepEqual } from './deep-equal.ts';

/** sprig's functions about types: Go's own names show. */
export const REFLECTION_FUNCTIONS: FunctionTable = {
  typeOf: fn(['any'], ([value]) => typeName(value)),
  typeIs: fn(['string', 'any'], ([name, value]) => name === typeName(value)),
  typeIsLike: fn(['string', 'any'], ([name, value]) =>
    [typeName(value), typeName(value).replace(/^\*/, '')].includes(String(name)),
  ),
  kindOf: fn(['any'], ([value]) => kindOf(value)),
  kindIs: fn(['string', 'any'], ([kind, value]) => kind === kindOf(value)),
  deepEqual: fn(['any', 'any'], ([a, b]) => deepEqual(a, b)),
};
