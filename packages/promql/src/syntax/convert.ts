import type { SyntaxNode } from '@lezer/common';
import { PromqlError, QueryError, type Span } from '../errors.ts';
import { METRIC_NAME } from '../labels/labels.ts';
import { compileMatcher, type Matcher, type MatchOperator } from '../labels/matcher.ts';
import type {
  Aggregation,
  Binary,
  BinaryOperator,
  Expression,
  Matching,
  VectorSelector,
} from './ast.ts';
import { parseNumber, parseString } from './literals.ts';

/** Converts a node of the grammar's tree. Throws QueryError. */
export function convertExpression(node: SyntaxNode, text: string): Expression {
  const span = { start: node.from, end: node.to };
  switch (node.type.name) {
    case 'NumberDurationLiteral':
      return { kind: 'number', value: numberOf(node, text), span };
    case 'StringLiteral':
      return { kind: 'string', value: stringOf(node, text), span };
    case 'ParenExpr':
      return convertExpression(only(node, text), text);
    case 'UnaryExpr': {
      const [operator, of] = children(node);
      const inner = convertExpression(required(of, node, text), text);
      return operator !== undefined && textOf(operator, text) === '-'
        ? { kind: 'negation', of: inner, span }
        : inner;
    }
    case 'VectorSelector':
      return convertSelector(node, text);
    case 'MatrixSelector':
      return convertRange(node, text);
    case 'OffsetExpr':
      return convertOffset(node, text);
    case 'FunctionCall': {
      const [name, body] = children(node);
      const args =
        body === undefined ? [] : children(body).map((arg) => convertExpression(arg, text));
      return { kind: 'call', name: textOf(required(name, node, text), text), args, span };
    }
    case 'AggregateExpr':
      return convertAggregation(node, text);
    case 'BinaryExpr':
      return convertBinary(node, text);
    default:
      throw unsupported(node, text);
  }
}

const UNSUPPORTED: Readonly<Record<string, string>> = {
  SubqueryExpr: 'Subqueries are',
  StepInvariantExpr: 'The @ modifier is',
  AnchoredExpr: 'The modifier "anchored" is',
  SmoothedExpr: 'The modifier "smoothed" is',
  FillModifier: 'The modifier "fill" is',
};

function unsupported(node: SyntaxNode, text: string): QueryError {
  const what = UNSUPPORTED[node.type.name] ?? `"${textOf(node, text)}" is`;
  return new QueryError('unsupported', `${what} not supported yet.`, text, spanOf(node));
}

function convertSelector(node: SyntaxNode, text: string): VectorSelector {
  const matchers: Matcher[] = [];
  for (const child of children(node)) {
    if (child.type.name === 'Identifier') {
      matchers.push({ name: METRIC_NAME, operator: '=', value: textOf(child, text) });
    } else {
      for (const matcher of children(child)) matchers.push(convertMatcher(matcher, text));
    }
  }
  const names = matchers.filter((each) => each.name === METRIC_NAME && each.operator === '=');
  if (names.length > 1) throw bad('The metric name is given twice.', node, text);
  if (matchers.every((matcher) => compileMatcher(matcher)({}))) {
    throw bad('A selector must have a matcher that does not match the empty text.', node, text);
  }
  return { kind: 'vector-selector', matchers, offsetMs: 0, span: spanOf(node) };
}

function convertMatcher(node: SyntaxNode, text: string): Matcher {
  if (node.type.name === 'QuotedLabelName') {
    return { name: METRIC_NAME, operator: '=', value: stringOf(only(node, text), text) };
  }
  const [name, operator, value] = children(node);
  const nameNode = required(name, node, text);
  const quoted = nameNode.type.name === 'QuotedLabelName';
  const matcher = {
    name: quoted ? stringOf(only(nameNode, text), text) : textOf(nameNode, text),
    operator: textOf(required(operator, node, text), text) as MatchOperator,
    value: stringOf(required(value, node, text), text),
  };
  try {
    compileMatcher(matcher);
  } catch (error) {
    if (error instanceof PromqlError) throw bad(error.message, value ?? node, text);
    throw error;
  }
  return matcher;
}

function convertRange(node: SyntaxNode, text: string): Expression {
  const [of, range] = children(node);
  const vector = convertExpression(required(of, node, text), text);
  if (vector.kind !== 'vector-selector') {
    throw bad('A range is only allowed after a selector.', node, text);
  }
  const rangeMs = Math.round(durationOf(required(range, node, text), text) * 1000);
  if (!(rangeMs > 0)) throw bad('A range must be longer than nothing.', range ?? node, text);
  return { kind: 'range-selector', vector, rangeMs, span: spanOf(node) };
}

function convertOffset(node: SyntaxNode, text: string): Expression {
  const [of, , by] = children(node);
  const inner = convertExpression(required(of, node, text), text);
  const offsetMs = Math.round(durationOf(required(by, node, text), text) * 1000);
  const span = spanOf(node);
  if (inner.kind === 'vector-selector') return { ...inner, offsetMs, span };
  if (inner.kind === 'range-selector') {
    return { ...inner, vector: { ...inner.vector, offsetMs }, span };
  }
  throw bad('An offset is only allowed after a selector.', node, text);
}

/** A duration; arithmetic within one is not evaluated. */
function durationOf(node: SyntaxNode, text: string): number {
  const value = parseNumber(textOf(node, text).replaceAll(/\s/g, ''));
  if (value === undefined || !Number.isFinite(value)) {
    throw new QueryError(
      'unsupported',
      'Expressions of durations are not supported yet.',
      text,
      spanOf(node),
    );
  }
  return value;
}

function convertAggregation(node: SyntaxNode, text: string): Aggregation {
  const parts = children(node);
  const body = parts.find((part) => part.type.name === 'FunctionCallBody');
  const modifier = parts.find((part) => part.type.name === 'AggregateModifier');
  const args = body === undefined ? [] : children(body).map((arg) => convertExpression(arg, text));
  const operator = textOf(required(parts[0], node, text), text).toLowerCase();
  const [parameter, of] = args.length > 1 ? args : [undefined, args[0]];
  if (of === undefined || args.length > 2) {
    throw bad(
      `${operator} takes one vector${args.length > 2 ? ' and at most one parameter' : ''}.`,
      node,
      text,
    );
  }
  return {
    kind: 'aggregation',
    operator,
    of,
    ...(parameter === undefined ? {} : { parameter }),
    ...(modifier === undefined ? {} : { grouping: groupingOf(modifier, text) }),
    span: spanOf(node),
  };
}

function groupingOf(node: SyntaxNode, text: string): NonNullable<Aggregation['grouping']> {
  const [kind, labels] = children(node);
  return {
    without: kind?.type.name === 'Without',
    labels: labels === undefined ? [] : labelNames(labels, text),
  };
}

function labelNames(node: SyntaxNode, text: string): readonly string[] {
  return children(node).map((label) =>
    label.type.name === 'QuotedLabelName' ? stringOf(only(label, text), text) : textOf(label, text),
  );
}

function convertBinary(node: SyntaxNode, text: string): Expression {
  const parts = children(node);
  const fill = parts.find((part) => part.type.name.startsWith('Fill'));
  if (fill !== undefined) throw unsupported(fill, text);
  const leftNode = required(parts[0], node, text);
  const operator = textOf(required(parts[1], node, text), text).toLowerCase() as BinaryOperator;
  if (['</', '>/'].includes(operator)) throw unsupported(parts[1] ?? node, text);
  const clause = parts.find((part) => part.type.name === 'MatchingModifierClause');
  const left = convertExpression(leftNode, text);
  const binary: Binary = {
    kind: 'binary',
    operator,
    left,
    right: convertExpression(required(parts.at(-1), node, text), text),
    bool: parts.some((part) => part.type.name === 'BoolModifier'),
    ...(clause === undefined ? {} : { matching: matchingOf(clause, text) }),
    span: spanOf(node),
  };
  // `-2 ^ 2` is -(2 ^ 2); the grammar reads the sign as part of the number.
  const signed =
    leftNode.type.name === 'NumberDurationLiteral' && textOf(leftNode, text).startsWith('-');
  if (operator !== '^' || !signed || left.kind !== 'number') return binary;
  const power = { ...binary, left: { ...left, value: -left.value } };
  return { kind: 'negation', of: power, span: binary.span };
}

function matchingOf(node: SyntaxNode, text: string): Matching {
  const [kind, labels, group, include] = children(node);
  return {
    on: kind?.type.name === 'On',
    labels: labels === undefined ? [] : labelNames(labels, text),
    ...(group === undefined
      ? {}
      : {
          group: {
            side: group.type.name === 'GroupLeft' ? ('left' as const) : ('right' as const),
            include: include === undefined ? [] : labelNames(include, text),
          },
        }),
  };
}

function children(node: SyntaxNode): readonly SyntaxNode[] {
  const found: SyntaxNode[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) {
    if (child.type.name !== 'LineComment') found.push(child);
  }
  return found;
}

function only(node: SyntaxNode, text: string): SyntaxNode {
  return required(children(node)[0], node, text);
}

function required(node: SyntaxNode | undefined, parent: SyntaxNode, text: string): SyntaxNode {
  if (node === undefined) throw bad('The expression is incomplete.', parent, text);
  return node;
}

function numberOf(node: SyntaxNode, text: string): number {
  const value = parseNumber(textOf(node, text));
  if (value === undefined) throw bad('This is not a number.', node, text);
  return value;
}

function stringOf(node: SyntaxNode, text: string): string {
  const value = parseString(textOf(node, text));
  if (value === undefined)
    throw bad('This text is not closed or has an unknown escape.', node, text);
  return value;
}

function textOf(node: SyntaxNode, text: string): string {
  return text.slice(node.from, node.to);
}

function spanOf(node: SyntaxNode): Span {
  return { start: node.from, end: node.to };
}

function bad(reason: string, node: SyntaxNode, text: string): QueryError {
  return new QueryError('parse', reason, text, spanOf(node));
}
