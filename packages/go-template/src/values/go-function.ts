/** The parameter types that functions declare; arguments are checked against them as Go does. */
export type GoParam =
  | 'any'
  | 'value'
  | 'string'
  | 'bool'
  | 'int'
  | 'int64'
  | 'float64'
  | 'list'
  | 'strings'
  | 'map'
  | 'time';

/** How Go prints each parameter type. */
export const PARAM_TYPE_NAMES: Record<GoParam, string> = {
  any: 'interface {}',
  value: 'reflect.Value',
  string: 'string',
  bool: 'bool',
  int: 'int',
  int64: 'int64',
  float64: 'float64',
  list: '[]interface {}',
  strings: '[]string',
  map: 'map[string]interface {}',
  time: 'time.Time',
};

/** What an executing function may use of the outside. */
export interface CallContext {
  /** The clock of `now`. */
  readonly now: () => Date;
  /** Random bytes for the random functions. */
  readonly randomBytes: (length: number) => Uint8Array;
  /** Refuses text or lists that would grow over the limits; call it before building them. */
  readonly charge: (units: number) => void;
}

/**
 * A function of the language. `params` are checked before `call`; the last one
 * repeats when `variadic` is set (then it may also be absent).
 */
export interface GoFunction {
  readonly params: readonly GoParam[];
  readonly variadic?: boolean;
  /** `and` and `or` evaluate no argument after the one that decides. */
  readonly shortCircuit?: 'and' | 'or';
  /** `call` gets the source text of its first argument before the arguments, for its messages. */
  readonly takesSource?: boolean;
  readonly call: (args: readonly unknown[], context: CallContext) => unknown;
}

/** Functions by the name that templates use. */
export type FunctionTable = Readonly<Record<string, GoFunction>>;

/** Declares a function with fixed parameters. */
export function fn(params: readonly GoParam[], call: GoFunction['call']): GoFunction {
  return { params, call };
}

/** Declares a function whose last parameter repeats. */
export function variadic(params: readonly GoParam[], call: GoFunction['call']): GoFunction {
  return { params, variadic: true, call };
}
