/** A series' labels, `__name__` among them, in the order of their names. */
export type Labels = Readonly<Record<string, string>>;

/** The label that holds the metric's name. */
export const METRIC_NAME = '__name__';

/** Labels in their order, without empty ones (an empty label is an absent one). */
export function makeLabels(entries: Iterable<readonly [string, string]>): Labels {
  const kept = [...entries].filter(([, value]) => value !== '');
  return Object.fromEntries(kept.sort(([a], [b]) => compareNames(a, b)));
}

/** Orders names by code units. */
function compareNames(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

/** A text that is the same for equal labels only. */
export function labelsKey(labels: Labels): string {
  let key = '';
  for (const name in labels) key += `${name}\u0001${labels[name] ?? ''}\u0002`;
  return key;
}

/** Labels less some. */
export function dropLabels(labels: Labels, names: ReadonlySet<string>): Labels {
  return Object.fromEntries(Object.entries(labels).filter(([name]) => !names.has(name)));
}

/** Only some of the labels. */
export function keepLabels(labels: Labels, names: ReadonlySet<string>): Labels {
  return Object.fromEntries(Object.entries(labels).filter(([name]) => names.has(name)));
}

/** `name{a="b"}` as Prometheus prints it. */
export function formatLabels(labels: Labels): string {
  const { [METRIC_NAME]: name = '', ...rest } = labels;
  const pairs = Object.entries(rest).map(([key, value]) => `${key}=${JSON.stringify(value)}`);
  return pairs.length === 0 && name !== '' ? name : `${name}{${pairs.join(', ')}}`;
}
