import type { z } from 'zod';
import type { Dashboard, MetricsQuery } from './schema.ts';

/** The dashboards that every environment has. */
export interface Dashboards {
  /** Requests, errors and latency of a namespace over the last minutes. */
  read(namespace: string, query: z.infer<typeof MetricsQuery>): Promise<Dashboard>;
}
