import { METRIC_NAME } from '../labels/labels.ts';
import type { Aggregation, Binary, Expression, VectorSelector } from './ast.ts';

/** Writes an expression as PromQL that parses to the same tree; every operand is in parentheses. */
export function formatQuery(expression: Expression): string {
  switch (expression.kind) {
    case 'number':
      return formatNumber(expression.value);
    case 'string':
      return JSON.stringify(expression.value);
    case 'vector-selector':
      return `${formatSelector(expression)}${formatOffset(expression)}`;
    case 'range-selector': {
      const { vector, rangeMs } = expression;
      return `${formatSelector(vector)}[${rangeMs}ms]${formatOffset(vector)}`;
    }
    case 'negation':
      return `-(${formatQuery(expression.of)})`;
    case 'call':
      return `${expression.name}(${expression.args.map(formatQuery).join(', ')})`;
    case 'aggregation':
      return formatAggregation(expression);
    default:
      return formatBinary(expression);
  }
}

function formatNumber(value: number): string {
  if (value === Infinity) return 'Inf';
  return value === -Infinity ? '-Inf' : String(value);
}

function formatSelector({ matchers }: VectorSelector): string {
  const pairs = matchers.map(({ name, operator, value }) => {
    const plain = /^[a-zA-Z_]\w*$/.test(name) || name === METRIC_NAME;
    return `${plain ? name : JSON.stringify(name)}${operator}${JSON.stringify(value)}`;
  });
  return `{${pairs.join(', ')}}`;
}

function formatOffset({ offsetMs }: VectorSelector): string {
  if (offsetMs === 0) return '';
  return ` offset ${offsetMs < 0 ? '-' : ''}${Math.abs(offsetMs)}ms`;
}

function formatAggregation({ operator, of, parameter, grouping }: Aggregation): string {
  const by =
    grouping === undefined
      ? ''
      : ` ${grouping.without ? 'without' : 'by'} (${grouping.labels.join(', ')})`;
  const args = parameter === undefined ? [of] : [parameter, of];
  return `${operator}${by} (${args.map(formatQuery).join(', ')})`;
}

function formatBinary({ operator, left, right, bool, matching }: Binary): string {
  const words = [`(${formatQuery(left)})`, operator];
  if (bool) words.push('bool');
  if (matching !== undefined) {
    words.push(`${matching.on ? 'on' : 'ignoring'} (${matching.labels.join(', ')})`);
    const { group } = matching;
    if (group !== undefined) words.push(`group_${group.side} (${group.include.join(', ')})`);
  }
  return [...words, `(${formatQuery(right)})`].join(' ');
}
