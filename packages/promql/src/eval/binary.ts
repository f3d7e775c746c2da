import { PromqlError } from '../errors.ts';
import {
  dropLabels,
  formatLabels,
  keepLabels,
  labelsKey,
  makeLabels,
  METRIC_NAME,
  type Labels,
} from '../labels/labels.ts';
import { dropName, memoizeBy } from '../labels/memo.ts';
import type { Binary } from '../syntax/ast.ts';
import { operate } from './operate.ts';
import type { Value, VectorSample } from './value.ts';

const COMPARISONS: ReadonlySet<string> = new Set(['==', '!=', '>', '<', '>=', '<=']);

/** Applies a binary operator. Throws PromqlError `execution` when the matching is ambiguous. */
export function applyBinary(binary: Binary, left: Value, right: Value): Value {
  if (left.type === 'scalar' && right.type === 'scalar') {
    return { type: 'scalar', value: operate(binary.operator, left.value, right.value) };
  }
  if (left.type === 'vector' && right.type === 'vector') {
    return { type: 'vector', samples: applyVectors(binary, left.samples, right.samples) };
  }
  if (left.type === 'vector' && right.type === 'scalar') {
    return withScalar(binary, left.samples, (value) =>
      operate(binary.operator, value, right.value),
    );
  }
  if (left.type === 'scalar' && right.type === 'vector') {
    return withScalar(binary, right.samples, (value) =>
      operate(binary.operator, left.value, value),
    );
  }
  throw new TypeError('The operands passed the type check but are no numbers or vectors');
}

/** A comparison filters by its answer and keeps the vector's value; `bool` gives the answer. */
function withScalar(
  binary: Binary,
  samples: readonly VectorSample[],
  apply: (value: number) => number,
): Value {
  const filters = COMPARISONS.has(binary.operator) && !binary.bool;
  return {
    type: 'vector',
    samples: samples.flatMap(({ labels, value }) => {
      const answer = apply(value);
      if (!filters) return [{ labels: dropName(labels), value: answer }];
      return answer === 1 ? [{ labels, value }] : [];
    }),
  };
}

function applyVectors(
  binary: Binary,
  left: readonly VectorSample[],
  right: readonly VectorSample[],
): readonly VectorSample[] {
  const signature = signatureOf(binary);
  const has = (side: readonly VectorSample[]): ReadonlySet<string> =>
    new Set(side.map((sample) => signature(sample.labels)));
  switch (binary.operator) {
    case 'and': {
      const there = has(right);
      return left.filter((sample) => there.has(signature(sample.labels)));
    }
    case 'unless': {
      const there = has(right);
      return left.filter((sample) => !there.has(signature(sample.labels)));
    }
    case 'or': {
      const there = has(left);
      return [...left, ...right.filter((sample) => !there.has(signature(sample.labels)))];
    }
    default:
      return matchVectors(binary, left, right, signature);
  }
}

function matchVectors(
  binary: Binary,
  left: readonly VectorSample[],
  right: readonly VectorSample[],
  signature: (labels: Labels) => string,
): readonly VectorSample[] {
  const flipped = binary.matching?.group?.side === 'right';
  const [many, one] = flipped ? [right, left] : [left, right];
  const bySignature = indexOne(one, signature, flipped ? 'left' : 'right');
  const used = new Set<string>();
  const results: VectorSample[] = [];
  for (const sample of many) {
    const key = signature(sample.labels);
    const partner = bySignature.get(key);
    if (partner === undefined) continue;
    const [a, b] = flipped ? [partner.value, sample.value] : [sample.value, partner.value];
    const answer = operate(binary.operator, a, b);
    const filters = COMPARISONS.has(binary.operator) && !binary.bool;
    if (filters && answer !== 1) continue;
    const labels = resultLabels(binary, sample.labels, partner.labels);
    const grouped = binary.matching?.group !== undefined;
    const resultKey = grouped ? labelsKey(labels) : key;
    if (used.has(resultKey)) throw ambiguous(labels, grouped);
    used.add(resultKey);
    results.push({ labels, value: filters ? a : answer });
  }
  return results;
}

function indexOne(
  one: readonly VectorSample[],
  signature: (labels: Labels) => string,
  side: string,
): ReadonlyMap<string, VectorSample> {
  const index = new Map<string, VectorSample>();
  for (const sample of one) {
    const key = signature(sample.labels);
    const other = index.get(key);
    if (other !== undefined) {
      throw new PromqlError(
        'execution',
        `Found duplicate series on the ${side} side of the operation: ${formatLabels(other.labels)} and ${formatLabels(sample.labels)}; matching labels must be unique on one side.`,
      );
    }
    index.set(key, sample);
  }
  return index;
}

function ambiguous(labels: Labels, grouped: boolean): PromqlError {
  const remedy = grouped
    ? 'grouping labels must ensure unique matches'
    : 'many-to-one matching must be explicit (group_left or group_right)';
  return new PromqlError(
    'execution',
    `Multiple matches for labels ${formatLabels(labels)}: ${remedy}.`,
  );
}

/** The labels by which series are matched: all but the name, `on` or `ignoring` some. */
const signatureOf = memoizeBy(({ matching }: Binary): ((labels: Labels) => string) => {
  const names = new Set(matching?.labels);
  if (matching?.on === true) return (labels) => labelsKey(keepLabels(labels, names));
  const dropped = new Set([...names, METRIC_NAME]);
  return (labels) => labelsKey(dropLabels(labels, dropped));
});

function resultLabels(binary: Binary, many: Labels, one: Labels): Labels {
  const { matching, operator, bool } = binary;
  const named = COMPARISONS.has(operator) && !bool ? many : dropName(many);
  const group = matching?.group;
  if (group === undefined) {
    const names = new Set(matching?.labels);
    return matching?.on === true ? keepLabels(named, names) : dropLabels(named, names);
  }
  if (group.include.length === 0) return named;
  const included = new Set(group.include);
  return makeLabels([
    ...Object.entries(dropLabels(named, included)),
    ...group.include.map((name) => [name, one[name] ?? ''] as const),
  ]);
}
