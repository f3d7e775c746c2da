import { fileURLToPath } from 'node:url';
import type { EmbeddedCluster } from '../cluster/embedded-cluster.ts';
import { podLogReader } from '../cluster/pod-logs.ts';
import { readOrCreateKey } from '../data-directory/key-file.ts';
import { createEnvironments } from '../environments/environments.ts';
import { type App, createApp, finishApp } from '../http/app.ts';
import { addErrorPage } from '../http/error-page.ts';
import { createIdempotencyStore } from '../http/idempotency.ts';
import { addPortal } from '../http/portal.ts';
import { registerRoutes } from '../http/routes.ts';
import type { Setup } from '../identity/setup.ts';
import type { Observability } from '../observability/observability.ts';
import { findings } from '../platform/findings.ts';
import { operationalRoutes } from '../platform/operational-routes.ts';
import type { Teams } from '../teams/teams.ts';
import type { Closers } from './closers.ts';
import type { Delivery } from './delivery.ts';
import type { Engines } from './engines.ts';
import type { Foundation } from './foundation.ts';
import type { IdentityParts } from './identity-parts.ts';
import { createRouter } from './router.ts';

/** Everything that answers requests. */
export interface ServeOptions {
  foundation: Foundation;
  identity: IdentityParts;
  setup: Setup;
  teams: Teams;
  engines: Engines;
  cluster: EmbeddedCluster;
  observability: Observability;
  delivery: Delivery;
  version: string;
  closers: Closers;
}

const portalFolder = fileURLToPath(new URL('../../../portal/dist', import.meta.url));
/** Names under which the platform itself is reached; every other host is a workload's. */
const portalHosts = new Set(['localhost', '127.0.0.1', '[::1]', 'fairway.internal']);

/** Opens the API and the portal, and lets the one port answer. */
export async function serve(options: ServeOptions): Promise<void> {
  const { foundation, engines, cluster, closers } = options;
  const app = await createApi(options);
  closers.add('API', () => app.close());
  foundation.answer(
    createRouter({
      portalHosts,
      app: (request, response) => app.routing(request, response),
      git: (request, response, path) => engines.gitHost.handle(request, response, path),
      registry: (request, response, path) => engines.registry.handle(request, response, path),
      kube: (request, response, path) => cluster.api.handle(request, response, path),
      ingress: cluster.ingress,
      onError: (error) => foundation.logger.error({ err: error }, 'a request failed'),
    }),
  );
}

async function createApi(options: ServeOptions): Promise<App> {
  const { foundation, identity, engines, cluster, observability, delivery, version } = options;
  const { services, deployments, projects } = delivery;
  const { db } = foundation.database;
  const idempotency = createIdempotencyStore(db);
  await idempotency.releaseUnfinished();
  const app = await createApp({
    logger: foundation.logger,
    version,
    access: {
      authenticate: (headers) => identity.identity.authenticate(headers),
      owner: identity.owners,
      audit: identity.audit,
    },
    idempotency,
  });
  const metricsToken = await readOrCreateKey(foundation.directory.metricsToken, 32);
  operationalRoutes(app, {
    db,
    metrics: delivery.metrics,
    metricsToken: metricsToken.toString('hex'),
  });
  registerRoutes(app, {
    ...services,
    identity: identity.identity,
    audit: identity.audit,
    setup: options.setup,
    teams: options.teams,
    projects,
    environments: createEnvironments(projects, cluster.client, podLogReader(cluster.kubelet)),
    dashboards: observability.dashboards,
    events: delivery.events,
    platform: {
      info: {
        version,
        origin: foundation.origin,
        sandboxed: engines.sandbox.capabilities.kind === 'sandbox',
      },
      findings: () => findings({ sandbox: engines.sandbox, kubelet: cluster.kubelet, foundation }),
    },
    cloneUrl: (repository) => services.gitHost.cloneUrl(repository),
    urlOf: (project, environment) => deployments.urlOf(project, environment),
    projectName: async (id) => (await identity.owners.projectName(id)) ?? '',
  });
  addErrorPage(app);
  await finishApp(app);
  await addPortal(app, portalFolder);
  await app.ready();
  return app;
}
