import {
  keepLabels,
  dropLabels,
  labelsKey,
  makeLabels,
  METRIC_NAME,
  type Labels,
} from '../labels/labels.ts';
import { memoizeBy } from '../labels/memo.ts';
import { byValue } from '../functions/functions.ts';
import { maximum, mean, minimum, quantile, sum, variance } from '../functions/statistics.ts';
import type { Aggregation } from '../syntax/ast.ts';
import { formatValue } from './format-value.ts';
import type { Value, VectorSample } from './value.ts';

interface Group {
  readonly labels: Labels;
  readonly samples: VectorSample[];
}

/** Aggregates a vector; `parameter` is the value of the parameter, where there is one. */
export function aggregate(
  aggregation: Aggregation,
  samples: readonly VectorSample[],
  parameter: Value | undefined,
): readonly VectorSample[] {
  const number = parameter?.type === 'scalar' ? parameter.value : NaN;
  const label = parameter?.type === 'string' ? parameter.value : '';
  const groups = [...groupSamples(aggregation, samples).values()];
  switch (aggregation.operator) {
    case 'topk':
    case 'bottomk':
      return groups.flatMap((group) =>
        take(group, number, aggregation.operator === 'topk' ? -1 : 1),
      );
    case 'count_values':
      return groups.flatMap((group) => countValues(group, label));
    default:
      return groups.map(({ labels, samples: members }) => {
        const values = members.map((member) => member.value);
        return { labels, value: reduce(aggregation.operator, values, number) };
      });
  }
}

function reduce(operator: string, values: readonly number[], parameter: number): number {
  switch (operator) {
    case 'sum':
      return sum(values);
    case 'avg':
      return mean(values);
    case 'min':
      return minimum(values);
    case 'max':
      return maximum(values);
    case 'count':
      return values.length;
    case 'group':
      return 1;
    case 'stddev':
      return Math.sqrt(variance(values));
    case 'stdvar':
      return variance(values);
    case 'quantile':
      return quantile(parameter, values);
    default:
      throw new TypeError(
        `The aggregation ${operator} passed the type check but has no evaluation`,
      );
  }
}

/** The labels of the group that a series belongs to, and their key. */
const groupOf = memoizeBy(({ grouping }: Aggregation) => {
  const names = new Set(grouping?.labels);
  const dropped = new Set([...names, METRIC_NAME]);
  return (all: Labels): { readonly labels: Labels; readonly key: string } => {
    const labels = grouping?.without === true ? dropLabels(all, dropped) : keepLabels(all, names);
    return { labels, key: labelsKey(labels) };
  };
});

function groupSamples(
  aggregation: Aggregation,
  samples: readonly VectorSample[],
): ReadonlyMap<string, Group> {
  const find = groupOf(aggregation);
  const groups = new Map<string, Group>();
  for (const sample of samples) {
    const { labels, key } = find(sample.labels);
    const group = groups.get(key) ?? { labels, samples: [] };
    group.samples.push(sample);
    groups.set(key, group);
  }
  return groups;
}

function take({ samples }: Group, k: number, direction: 1 | -1): readonly VectorSample[] {
  return [...samples].sort(byValue(direction)).slice(0, Math.max(0, Math.trunc(k) || 0));
}

function countValues({ labels, samples }: Group, label: string): readonly VectorSample[] {
  const counts = new Map<string, number>();
  for (const { value } of samples) {
    const text = formatValue(value);
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  return [...counts].map(([text, value]) => ({
    labels: makeLabels([
      ...Object.entries(labels).filter(([name]) => name !== label),
      [label, text],
    ]),
    value,
  }));
}
