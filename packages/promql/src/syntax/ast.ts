import type { Span } from '../errors.ts';
import type { Matcher } from '../labels/matcher.ts';

/** A number, or a duration in seconds. */
interface NumberLiteral {
  readonly kind: 'number';
  readonly value: number;
  readonly span: Span;
}

/** A text. */
export interface StringLiteral {
  readonly kind: 'string';
  readonly value: string;
  readonly span: Span;
}

/** `name{matchers} offset d`: the latest sample of each series. */
export interface VectorSelector {
  readonly kind: 'vector-selector';
  /** The metric's name is one of the matchers. */
  readonly matchers: readonly Matcher[];
  readonly offsetMs: number;
  readonly span: Span;
}

/** `selector[range]`: the samples of a stretch of time. */
export interface RangeSelector {
  readonly kind: 'range-selector';
  readonly vector: VectorSelector;
  readonly rangeMs: number;
  readonly span: Span;
}

/** A call of a function. */
export interface Call {
  readonly kind: 'call';
  readonly name: string;
  readonly args: readonly Expression[];
  readonly span: Span;
}

/** `op by (labels) (param, of)`. */
export interface Aggregation {
  readonly kind: 'aggregation';
  readonly operator: string;
  readonly of: Expression;
  readonly parameter?: Expression;
  /** Absent: one group of everything. */
  readonly grouping?: { readonly without: boolean; readonly labels: readonly string[] };
  readonly span: Span;
}

/** Operators on two operands. */
export type BinaryOperator = ArithmeticOperator | ComparisonOperator | SetOperator;
/** Operators whose result is a number. */
type ArithmeticOperator = '+' | '-' | '*' | '/' | '%' | '^' | 'atan2';
/** Operators that filter, or with `bool` answer 0 or 1. */
type ComparisonOperator = '==' | '!=' | '>' | '<' | '>=' | '<=';
/** Operators on sets of series. */
type SetOperator = 'and' | 'or' | 'unless';

/** Which series of two vectors belong together. */
export interface Matching {
  readonly on: boolean;
  readonly labels: readonly string[];
  /** The side that may have many, and the labels it takes from the other. */
  readonly group?: { readonly side: 'left' | 'right'; readonly include: readonly string[] };
}

/** `left op right`. */
export interface Binary {
  readonly kind: 'binary';
  readonly operator: BinaryOperator;
  readonly left: Expression;
  readonly right: Expression;
  readonly bool: boolean;
  readonly matching?: Matching;
  readonly span: Span;
}

/** `-expression`. */
interface Negation {
  readonly kind: 'negation';
  readonly of: Expression;
  readonly span: Span;
}

/** A parsed query. */
export type Expression =
  | NumberLiteral
  | StringLiteral
  | VectorSelector
  | RangeSelector
  | Call
  | Aggregation
  | Binary
  | Negation;

/** What an expression evaluates to. */
export type ValueType = 'scalar' | 'string' | 'vector' | 'matrix';
