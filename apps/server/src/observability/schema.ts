import { z } from 'zod';

export const MetricsQuery = z.object({
  minutes: z.coerce.number().int().min(1).max(1_440).default(60),
  points: z.coerce.number().int().min(10).max(500).default(120),
});

/** `values` are parallel to the dashboard's `times`; null where there is no sample. */
export const PanelSeries = z.object({
  name: z.string(),
  values: z.array(z.number().nullable()),
});
export const Panel = z.object({
  key: z.enum(['requests', 'errors', 'latency']),
  title: z.string(),
  unit: z.enum(['req/s', 'ratio', 's']),
  query: z.string().describe('The PromQL behind the panel'),
  series: z.array(PanelSeries),
});
export const Dashboard = z.object({
  times: z.array(z.number()).describe('Unix time in seconds'),
  panels: z.array(Panel),
  targets: z.array(
    z.object({ pod: z.string(), up: z.boolean(), lastScrapeAt: z.iso.datetime().nullable() }),
  ),
});
export type Dashboard = z.infer<typeof Dashboard>;
