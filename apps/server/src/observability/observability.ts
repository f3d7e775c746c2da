import { createInformer, type KubeClient, resources } from '@fairway/kube';
import type { EndpointTable } from '@fairway/kubelet';
import { createScraper, createSeriesStore } from '@fairway/promql';
import { createDashboards, type Dashboards } from './dashboards.ts';
import { scrapeTargets } from './scrape-targets.ts';

/** The scraper and what is read from its store. */
export interface Observability {
  dashboards: Dashboards;
  /** Whether a pod of this namespace was scraped successfully since it started. */
  scraped(namespace: string): boolean;
  close(): Promise<void>;
}

const retentionMs = 6 * 3_600_000;
const maxSeries = 50_000;

/** Scrapes the annotated pods: each at once when it appears, then at the interval. */
export async function startObservability(options: {
  client: KubeClient;
  endpoints: EndpointTable;
  intervalSeconds: number;
}): Promise<Observability> {
  const { client, endpoints } = options;
  const store = createSeriesStore({ retentionMs, maxSeries, now: Date.now });
  const pods = createInformer(client, resources.pods);
  const targets = () =>
    scrapeTargets(pods.list(), (podUid, port) => endpoints.resolve(podUid, port)?.address);
  const scraper = createScraper({
    store,
    targets,
    intervalMs: options.intervalSeconds * 1_000,
  });
  pods.on(() => scraper.refresh());
  const stopListening = endpoints.onChange(() => scraper.refresh());
  pods.start();
  await pods.synced;
  return {
    dashboards: createDashboards(store, () =>
      targets().map(({ id, labels }) => ({ id, labels, last: scraper.status().get(id) })),
    ),
    scraped(namespace) {
      const status = scraper.status();
      return targets().some(
        ({ id, labels }) => labels['namespace'] === namespace && status.get(id)?.ok === true,
      );
    },
    async close() {
      stopListening();
      await scraper.close();
      await pods.close();
    },
  };
}
