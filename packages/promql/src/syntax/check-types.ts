import { QueryError } from '../errors.ts';
import { FUNCTIONS } from '../functions/functions.ts';
import type { Aggregation, Binary, Call, Expression, ValueType } from './ast.ts';

/** Aggregations that this engine evaluates, and the type of their parameter. */
const AGGREGATIONS: Readonly<Record<string, 'scalar' | 'string' | undefined>> = {
  sum: undefined,
  avg: undefined,
  min: undefined,
  max: undefined,
  count: undefined,
  group: undefined,
  stddev: undefined,
  stdvar: undefined,
  topk: 'scalar',
  bottomk: 'scalar',
  quantile: 'scalar',
  count_values: 'string',
};

/** The type of an expression. Throws QueryError for operands and arguments of a wrong type. */
export function checkTypes(expression: Expression, text: string): ValueType {
  switch (expression.kind) {
    case 'number':
      return 'scalar';
    case 'string':
      return 'string';
    case 'vector-selector':
      return 'vector';
    case 'range-selector':
      return 'matrix';
    case 'negation': {
      const type = checkTypes(expression.of, text);
      if (type === 'scalar' || type === 'vector') return type;
      throw bad(`A ${type} cannot be negated.`, expression.of, text);
    }
    case 'call':
      return checkCall(expression, text);
    case 'aggregation':
      return checkAggregation(expression, text);
    default:
      return checkBinary(expression, text);
  }
}

function checkCall(call: Call, text: string): ValueType {
  const definition = FUNCTIONS.get(call.name);
  if (definition === undefined) {
    throw new QueryError(
      'unsupported',
      `The function "${call.name}" is not supported yet.`,
      text,
      call.span,
    );
  }
  const { args, optional = 0, returns } = definition;
  if (call.args.length < args.length - optional || call.args.length > args.length) {
    const wanted =
      optional === 0 ? `${args.length}` : `${args.length - optional} to ${args.length}`;
    throw bad(`${call.name} takes ${wanted} arguments, not ${call.args.length}.`, call, text);
  }
  for (const [i, arg] of call.args.entries()) expectType(arg, args[i] ?? 'vector', call.name, text);
  return returns;
}

function checkAggregation(aggregation: Aggregation, text: string): ValueType {
  const { operator, parameter, of } = aggregation;
  if (!Object.hasOwn(AGGREGATIONS, operator)) {
    throw new QueryError(
      'unsupported',
      `The aggregation "${operator}" is not supported yet.`,
      text,
      aggregation.span,
    );
  }
  const wanted = AGGREGATIONS[operator];
  if ((wanted === undefined) !== (parameter === undefined)) {
    const problem = wanted === undefined ? 'takes no parameter' : `needs a ${wanted} as parameter`;
    throw bad(`${operator} ${problem}.`, aggregation, text);
  }
  if (parameter !== undefined && wanted !== undefined)
    expectType(parameter, wanted, operator, text);
  expectType(of, 'vector', operator, text);
  return 'vector';
}

const COMPARISONS: ReadonlySet<string> = new Set(['==', '!=', '>', '<', '>=', '<=']);
const SETS: ReadonlySet<string> = new Set(['and', 'or', 'unless']);

function checkBinary(binary: Binary, text: string): ValueType {
  const { operator, bool, matching } = binary;
  const types = [binary.left, binary.right].map((side) => {
    const type = checkTypes(side, text);
    if (type === 'scalar' || type === 'vector') return type;
    throw bad(`A ${type} cannot be an operand of "${operator}".`, side, text);
  });
  const vectors = types.filter((type) => type === 'vector').length;
  if (bool && !COMPARISONS.has(operator))
    throw bad('"bool" is only for comparisons.', binary, text);
  if (SETS.has(operator)) {
    if (vectors < 2) throw bad(`"${operator}" needs a vector on both sides.`, binary, text);
    if (matching?.group !== undefined) {
      throw bad(`"${operator}" cannot be grouped: it matches many to many.`, binary, text);
    }
  }
  if (vectors < 2 && matching !== undefined) {
    throw bad('Matching of labels needs a vector on both sides.', binary, text);
  }
  if (vectors === 0 && COMPARISONS.has(operator) && !bool) {
    throw bad('A comparison of two numbers needs "bool".', binary, text);
  }
  const clash =
    matching?.on === true &&
    matching.group?.include.find((label) => matching.labels.includes(label));
  if (typeof clash === 'string') {
    throw bad(`The label "${clash}" must not be both matched on and included.`, binary, text);
  }
  return vectors === 0 ? 'scalar' : 'vector';
}

function expectType(of: Expression, wanted: ValueType, by: string, text: string): void {
  const type = checkTypes(of, text);
  if (type !== wanted) {
    const names = {
      vector: 'an instant vector',
      matrix: 'a range vector such as x[5m]',
      scalar: 'a number',
      string: 'a text',
    };
    throw bad(`${by} needs ${names[wanted]} here, not ${names[type]}.`, of, text);
  }
}

function bad(reason: string, of: Expression, text: string): QueryError {
  return new QueryError('parse', reason, text, of.span);
}
