import { METRIC_NAME, makeLabels, type Labels } from '../labels/labels.ts';

/** An endpoint to scrape. */
export interface Target {
  /** Unique among the targets. */
  readonly id: string;
  /** `host:port` to connect to. */
  readonly address: string;
  /** Path with query, e.g. `/metrics`. */
  readonly path: string;
  /** Value of the Host header, when it is not the address. */
  readonly hostHeader?: string;
  /** Added to every sample; `job` and `instance` at least, by custom. */
  readonly labels: Readonly<Record<string, string>>;
}

/**
 * The labels under which a scraped sample is stored: the target's, with those of the sample that
 * clash kept as `exported_<name>`, as Prometheus does when labels are not honoured.
 */
export function labelsOfSample(sample: Labels, target: Target): Labels {
  const labels = new Map(Object.entries(sample));
  for (const [name, value] of Object.entries(target.labels)) {
    if (name === METRIC_NAME) continue;
    const own = labels.get(name);
    if (own !== undefined) labels.set(exportedName(labels, name), own);
    labels.set(name, value);
  }
  return makeLabels(labels);
}

function exportedName(labels: ReadonlyMap<string, string>, name: string): string {
  let exported = `exported_${name}`;
  while (labels.has(exported)) exported = `exported_${exported}`;
  return exported;
}

/** The labels of a series that the scraper itself writes for a target. */
export function labelsOfReport(metric: string, target: Target): Labels {
  return makeLabels([...Object.entries(target.labels), [METRIC_NAME, metric]]);
}
