import { evaluateRange, type MatrixSeries, type SeriesSource } from '@fairway/promql';
import type { z } from 'zod';
import type { Dashboard, MetricsQuery, Panel } from './schema.ts';

/** The dashboards that every environment has. */
export interface Dashboards {
  /** Requests, errors and latency of a namespace over the last minutes. */
  read(namespace: string, query: z.infer<typeof MetricsQuery>): Dashboard;
}

/** A target of the scraper, with its last outcome. */
export interface DashboardTarget {
  labels: Readonly<Record<string, string>>;
  last: { readonly ok: boolean; readonly atMs: number } | undefined;
}

type PanelDefinition = Omit<z.infer<typeof Panel>, 'series' | 'query'> & {
  query: (namespace: string) => string;
  /** Name of a series, from its labels. */
  name: (labels: Readonly<Record<string, string>>) => string;
};

const panels: readonly PanelDefinition[] = [
  {
    key: 'requests',
    title: 'Requests',
    unit: 'req/s',
    query: (namespace) =>
      `sum by (status) (rate(http_requests_total{namespace="${namespace}"}[1m]))`,
    name: (labels) => labels['status'] ?? 'all',
  },
  {
    key: 'errors',
    title: 'Errors',
    unit: 'ratio',
    query: (namespace) =>
      `(sum(rate(http_requests_total{namespace="${namespace}",status=~"5.."}[1m])) or vector(0)) / sum(rate(http_requests_total{namespace="${namespace}"}[1m]))`,
    name: () => '5xx',
  },
  {
    key: 'latency',
    title: 'Latency, 95th percentile',
    unit: 's',
    query: (namespace) =>
      `histogram_quantile(0.95, sum by (le) (rate(http_request_duration_seconds_bucket{namespace="${namespace}"}[1m])))`,
    name: () => 'p95',
  },
];

/** Dashboards over a series store. */
export function createDashboards(
  store: SeriesSource,
  targets: () => readonly DashboardTarget[],
  now: () => number = Date.now,
): Dashboards {
  return {
    read(namespace, { minutes, points }) {
      const stepMs = Math.max(1_000, Math.round((minutes * 60_000) / points / 1_000) * 1_000);
      const endMs = Math.floor(now() / stepMs) * stepMs;
      const startMs = endMs - Math.floor((minutes * 60_000) / stepMs) * stepMs;
      const times: number[] = [];
      for (let time = startMs; time <= endMs; time += stepMs) times.push(time);
      return {
        times: times.map((time) => time / 1_000),
        panels: panels.map(({ query, name, ...panel }) => {
          const text = query(namespace);
          const result = evaluateRange(store, text, { startMs, endMs, stepMs });
          const series = result.type === 'matrix' ? result.series : [];
          return {
            ...panel,
            query: text,
            series: series.map((one) => ({ name: name(one.labels), values: align(one, times) })),
          };
        }),
        targets: targets()
          .filter(({ labels }) => labels['namespace'] === namespace)
          .map(({ labels, last }) => ({
            pod: labels['pod'] ?? '',
            up: last?.ok === true,
            lastScrapeAt: last === undefined ? null : new Date(last.atMs).toISOString(),
          })),
      };
    },
  };
}

/** The values of a series at each time of the dashboard; null where it has none. */
function align(series: MatrixSeries, times: readonly number[]): (number | null)[] {
  const byTime = new Map(series.timestamps.map((time, index) => [time, series.values[index]]));
  return times.map((time) => {
    const value = byTime.get(time);
    return value === undefined || !Number.isFinite(value) ? null : value;
  });
}
