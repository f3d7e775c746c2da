import { dropLabels, labelsKey, METRIC_NAME, type Labels } from './labels.ts';

/**
 * Remembers what is computed of labels for as long as they live: a range query asks the same of the
 * same series at every step.
 */
function memoize<T>(compute: (labels: Labels) => T): (labels: Labels) => T {
  const known = new WeakMap<Labels, { readonly value: T }>();
  return (labels) => {
    const found = known.get(labels);
    if (found !== undefined) return found.value;
    const value = compute(labels);
    known.set(labels, { value });
    return value;
  };
}

/** The same for every use of one node of a query: `create` is called once a node. */
export function memoizeBy<N extends object, T>(
  create: (node: N) => (labels: Labels) => T,
): (node: N) => (labels: Labels) => T {
  const known = new WeakMap<N, (labels: Labels) => T>();
  return (node) => {
    const found = known.get(node) ?? memoize(create(node));
    known.set(node, found);
    return found;
  };
}

/** `labelsKey`, remembered: for labels that are used again and again. */
export const rememberedKey: (labels: Labels) => string = memoize(labelsKey);

const NAME_ONLY: ReadonlySet<string> = new Set([METRIC_NAME]);

/** Labels without the metric's name, as results of arithmetic have them; remembered. */
export const dropName: (labels: Labels) => Labels = memoize((labels) =>
  Object.hasOwn(labels, METRIC_NAME) ? dropLabels(labels, NAME_ONLY) : labels,
);
