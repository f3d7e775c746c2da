import { PromqlError, QueryError } from '../errors.ts';
import { FUNCTIONS } from '../functions/functions.ts';
import { formatLabels } from '../labels/labels.ts';
import { dropName, rememberedKey } from '../labels/memo.ts';
import type { SeriesView } from '../store/series.ts';
import type { SeriesSource } from '../store/series-store.ts';
import type {
  Aggregation,
  Call,
  Expression,
  RangeSelector,
  VectorSelector,
} from '../syntax/ast.ts';
import { aggregate } from './aggregate.ts';
import { applyBinary } from './binary.ts';
import { vector, type Value } from './value.ts';

/** What stays the same over the steps of a query. */
export interface Evaluation {
  readonly text: string;
  readonly source: SeriesSource;
  readonly lookbackMs: number;
  /** The series of each selector, looked up once. */
  readonly selected: Map<VectorSelector, readonly SeriesView[]>;
  /** Counts samples read against the limit. Throws PromqlError `too-large`. */
  readonly count: (samples: number) => void;
}

/** Evaluates an expression at a time (Unix milliseconds). */
export function evaluateExpression(
  evaluation: Evaluation,
  expression: Expression,
  timeMs: number,
): Value {
  switch (expression.kind) {
    case 'number':
      return { type: 'scalar', value: expression.value };
    case 'string':
      return { type: 'string', value: expression.value };
    case 'vector-selector':
      return evaluateSelector(evaluation, expression, timeMs);
    case 'range-selector':
      return evaluateRangeSelector(evaluation, expression, timeMs);
    case 'negation':
      return negate(evaluateExpression(evaluation, expression.of, timeMs));
    case 'call':
      return placed(evaluation, expression, () => evaluateCall(evaluation, expression, timeMs));
    case 'aggregation':
      return evaluateAggregation(evaluation, expression, timeMs);
    default: {
      const left = evaluateExpression(evaluation, expression.left, timeMs);
      const right = evaluateExpression(evaluation, expression.right, timeMs);
      return placed(evaluation, expression, () => unique(applyBinary(expression, left, right)));
    }
  }
}

function evaluateSelector(evaluation: Evaluation, selector: VectorSelector, timeMs: number): Value {
  const series = select(evaluation, selector);
  evaluation.count(series.length);
  return vector(
    series.flatMap((each) => {
      const found = each.at(timeMs - selector.offsetMs, evaluation.lookbackMs);
      return found === undefined ? [] : [{ labels: each.labels, value: found.value }];
    }),
  );
}

function evaluateRangeSelector(
  evaluation: Evaluation,
  { vector: selector, rangeMs }: RangeSelector,
  timeMs: number,
): Value {
  const endMs = timeMs - selector.offsetMs;
  const startMs = endMs - rangeMs;
  const series = select(evaluation, selector).flatMap((each) => {
    const samples = each.between(startMs, endMs);
    evaluation.count(samples.values.length);
    return samples.values.length === 0 ? [] : [{ labels: each.labels, ...samples }];
  });
  return { type: 'matrix', series, startMs, endMs };
}

function select(evaluation: Evaluation, selector: VectorSelector): readonly SeriesView[] {
  const known = evaluation.selected.get(selector);
  if (known !== undefined) return known;
  const found = evaluation.source.select(selector.matchers);
  evaluation.selected.set(selector, found);
  return found;
}

function evaluateCall(evaluation: Evaluation, call: Call, timeMs: number): Value {
  const definition = FUNCTIONS.get(call.name);
  if (definition === undefined) throw new TypeError(`${call.name} passed the type check`);
  const values = call.args.map((arg) => evaluateExpression(evaluation, arg, timeMs));
  return unique(definition.evaluate({ values, call, timeMs }));
}

function evaluateAggregation(
  evaluation: Evaluation,
  aggregation: Aggregation,
  timeMs: number,
): Value {
  const of = evaluateExpression(evaluation, aggregation.of, timeMs);
  const { parameter } = aggregation;
  const value =
    parameter === undefined ? undefined : evaluateExpression(evaluation, parameter, timeMs);
  return vector(aggregate(aggregation, of.type === 'vector' ? of.samples : [], value));
}

function negate(value: Value): Value {
  if (value.type === 'scalar') return { type: 'scalar', value: -value.value };
  const samples = value.type === 'vector' ? value.samples : [];
  return unique(
    vector(samples.map((each) => ({ labels: dropName(each.labels), value: -each.value }))),
  );
}

/** Dropping names or replacing labels must not make two series one. */
function unique(value: Value): Value {
  if (value.type !== 'vector') return value;
  const seen = new Set<string>();
  for (const { labels } of value.samples) {
    const key = rememberedKey(labels);
    if (seen.has(key)) {
      throw new PromqlError('execution', `The result would hold ${formatLabels(labels)} twice.`);
    }
    seen.add(key);
  }
  return value;
}

/** Gives a fault of evaluation its place in the query. */
function placed(evaluation: Evaluation, expression: Expression, work: () => Value): Value {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof PromqlError) || error instanceof QueryError) throw error;
    if (error.code !== 'execution' && error.code !== 'parse') throw error;
    throw new QueryError('execution', error.message, evaluation.text, expression.span);
  }
}
