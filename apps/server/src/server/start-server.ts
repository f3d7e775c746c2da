import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { createAuditLog } from '../audit/audit-log.ts';
import { embeddedCi } from '../adapters/ci/embedded.ts';
import { stopLeftovers } from '../adapters/ci/stop-leftovers.ts';
import { embeddedGitHost } from '../adapters/git-host/embedded.ts';
import { embeddedRegistry } from '../adapters/registry/embedded.ts';
import { applyRoot, startEmbeddedCluster } from '../cluster/embedded-cluster.ts';
import { writeKubeconfig } from '../cluster/kubeconfig.ts';
import { lastLogLines, podLogReader } from '../cluster/pod-logs.ts';
import type { Config } from '../config/config.ts';
import { readOrCreateKey } from '../data-directory/key-file.ts';
import type { DeploymentServices } from '../deployments/context.ts';
import type { StepObserver } from '../durable/steps.ts';
import { startWorkflows } from '../durable/workflows.ts';
import { createEnvironments } from '../environments/environments.ts';
import { createGitopsWriter } from '../gitops/gitops-writer.ts';
import { rootApplication } from '../gitops/layout.ts';
import { gitopsRepository } from '../gitops/names.ts';
import { createApp, finishApp } from '../http/app.ts';
import { createIdempotencyStore } from '../http/idempotency.ts';
import { addPortal } from '../http/portal.ts';
import { registerRoutes } from '../http/routes.ts';
import { createAccounts, migrateAccounts } from '../identity/accounts.ts';
import { createIdentity } from '../identity/identity.ts';
import { createOwners } from '../identity/owners.ts';
import { createRepositoryAccess } from '../identity/repository-access.ts';
import { createSetup } from '../identity/setup.ts';
import { setUpAdministrator } from '../identity/setup-administrator.ts';
import { createLogger } from '../logger.ts';
import { startObservability } from '../observability/observability.ts';
import { createPlatformMetrics } from '../observability/platform-metrics.ts';
import { createJobLogs } from '../pipelines/job-logs.ts';
import { createPipelines } from '../pipelines/pipelines.ts';
import { findings } from '../platform/findings.ts';
import { operationalRoutes } from '../platform/operational-routes.ts';
import type { ProjectServices } from '../projects/context.ts';
import { createProjects } from '../projects/projects.ts';
import { handlePush } from '../projects/pushes.ts';
import { createTeams } from '../teams/teams.ts';
import { createCatalogue } from '../templates/catalogue.ts';
import { createEvents } from '../timeline/events.ts';
import { createTimelines } from '../timeline/timelines.ts';
import { createClosers } from './closers.ts';
import { openEngines } from './engines.ts';
import { layFoundation } from './foundation.ts';
import { probeHost } from './probe-host.ts';
import { createRouter } from './router.ts';

/** A running platform. */
export interface RunningServer {
  origin: string;
  port: number;
  /** The one-time link that makes the first administrator, on the first run. */
  setupUrl: string | undefined;
  kubeconfig: string;
  /** Ends the server; its pods too, unless they are to go on for the next start. */
  stop(options?: { keepPods?: boolean }): Promise<void>;
}

/** What a server is started with. */
export interface ServerOptions {
  config: Config;
  environment: Readonly<Record<string, string | undefined>>;
  /** Folder of the templates; those that ship with Fairway when absent. */
  templates?: string;
  /** Told around the effect of every step of a durable workflow. */
  onStep?: StepObserver;
}

const repositoryRoot = new URL('../../../../', import.meta.url);
const shippedTemplates = fileURLToPath(new URL('templates/', repositoryRoot));
const version = '0.1.0';

/**
 * Starts the whole platform: the one place that chooses adapters and puts the parts together.
 *
 * @throws FairwayError as `layFoundation`; whatever was started is stopped again.
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const logger = createLogger(options.config.log.level);
  const closers = createClosers(logger);
  try {
    return await assemble(options, logger, closers);
  } catch (error) {
    await closers.closeAll();
    throw error;
  }
}

async function assemble(
  { config, environment, templates = shippedTemplates, onStep = () => undefined }: ServerOptions,
  logger: ReturnType<typeof createLogger>,
  closers: ReturnType<typeof createClosers>,
): Promise<RunningServer> {
  let keepPods = false;
  const onError = (error: unknown): void => logger.error({ err: error }, 'background work failed');
  const foundation = await layFoundation(config, logger, closers);
  const { database, directory, origin, port } = foundation;
  const { db } = database;
  const internalToken = randomBytes(32).toString('hex');
  const hostOf = (project: string, env: string): string => `${project}-${env}.localhost`;
  const urlOf = (project: string, env: string): string => `http://${hostOf(project, env)}:${port}`;

  const accounts = createAccounts({
    pool: database.pool('auth'),
    origin,
    secret: foundation.masterKey.toString('hex'),
  });
  await migrateAccounts(accounts);
  const identity = createIdentity(accounts, db);
  const audit = createAuditLog(db);
  const owners = createOwners(db);
  const access = createRepositoryAccess({
    identity,
    audit,
    internalToken,
    ownerOf: (project) => owners('project', project),
  });
  const engines = await openEngines({
    foundation,
    access,
    internalToken,
    environment,
    templates,
    closers,
  });
  const single =
    engines.sandbox.capabilities.kind === 'process' && !config.acceptUnsandboxed
      ? 'this machine refuses the sandbox, so nothing keeps teams apart.'
      : undefined;
  const teams = createTeams(db, identity, single);
  const setup = createSetup(db, identity);
  const gitHost = embeddedGitHost(engines.gitHost, origin);
  const registry = embeddedRegistry(engines.registry);

  const adminToken = (await readOrCreateKey(`${directory.kubeconfig}.token`, 32)).toString('hex');
  const cluster = await startEmbeddedCluster({
    foundation,
    sandbox: engines.sandbox,
    images: engines.imageProvider,
    gitHost: engines.gitHost,
    adminToken,
    closers,
    keepPods: () => keepPods,
  });
  await writeKubeconfig(directory.kubeconfig, {
    server: `https://localhost:${port}/k8s/clusters/local`,
    caPem: foundation.authority.certificatePem,
    token: adminToken,
  });
  const observability = await startObservability({
    client: cluster.client,
    endpoints: cluster.kubelet.endpoints,
    intervalSeconds: config.scrape.intervalSeconds,
  });
  closers.add('observability', () => observability.close());

  const events = createEvents(db);
  const metrics = createPlatformMetrics();
  const timelines = createTimelines(db, events, metrics);
  const jobLogs = createJobLogs(directory.pipelines);
  const ci = embeddedCi({
    folder: directory.pipelines,
    caches: engines.caches,
    sandbox: engines.sandbox,
    gitHost,
    repositories: engines.gitHost,
    images: engines.imageBuilder,
    registry,
    maxParallelJobs: config.ci.concurrency,
    timeoutMinutes: config.ci.timeoutMinutes,
    stopLeftovers: (folder) => stopLeftovers(engines.sandbox, folder),
  });
  const pipelines = createPipelines({
    db,
    ci,
    gitHost,
    timelines,
    logs: jobLogs,
    concurrency: config.ci.concurrency,
    onError,
  });
  const gitops = createGitopsWriter(gitHost);
  const catalogue = createCatalogue(templates);
  const projectServices: ProjectServices = {
    db,
    catalogue,
    gitHost,
    gitops,
    pipelines,
    jobLogs,
    ci,
    registry,
    cluster: cluster.client,
    timelines,
  };
  const deploymentServices: DeploymentServices = {
    db,
    gitHost,
    gitops,
    cluster: cluster.client,
    lastLogLines: (namespace, pod, container) =>
      lastLogLines(cluster.kubelet, { namespace, pod, container }),
    probeUrl: (host) => probeHost(port, host),
    scraped: (namespace) => observability.scraped(namespace),
    hostOf,
    urlOf,
  };

  engines.gitHost.onRefUpdate(async (event) => {
    if (event.repository === gitopsRepository) {
      cluster.gitops.webhook({
        repoURL: gitHost.internalUrl(gitopsRepository),
        ref: event.ref,
        ...(event.after === null ? {} : { commit: event.after }),
      });
      return;
    }
    await handlePush(projectServices, workflows, { ...event, pusher: event.pusher });
  });
  const app = await createApp({
    logger,
    version,
    access: { authenticate: (headers) => identity.authenticate(headers), owner: owners, audit },
    idempotency: createIdempotencyStore(db),
  });
  closers.add('API', () => app.close());
  const workflows = await startWorkflows({
    pool: database.pool('dbos'),
    projects: projectServices,
    deployments: deploymentServices,
    logger,
    onStep,
  });
  closers.add('durable workflows', () => workflows.close());
  closers.add('pipelines', () => pipelines.close());
  const projects = createProjects(projectServices, deploymentServices, workflows);
  operationalRoutes(app, {
    db,
    metrics,
    metricsToken: (await readOrCreateKey(directory.metricsToken, 32)).toString('hex'),
  });
  registerRoutes(app, {
    db,
    identity,
    setup,
    teams,
    catalogue,
    projects,
    environments: createEnvironments(projects, cluster.client, podLogReader(cluster.kubelet)),
    dashboards: observability.dashboards,
    pipelines,
    jobLogs,
    timelines,
    events,
    audit,
    platform: {
      info: { version, origin, sandboxed: engines.sandbox.capabilities.kind === 'sandbox' },
      findings: () => findings({ sandbox: engines.sandbox, kubelet: cluster.kubelet, foundation }),
    },
    cloneUrl: (repository) => gitHost.cloneUrl(repository),
    urlOf,
    projectName: async (id) => (await owners.projectName(id)) ?? '',
  });
  await finishApp(app);
  await addPortal(app, fileURLToPath(new URL('apps/portal/dist', repositoryRoot)));
  await app.ready();
  foundation.answer(
    createRouter({
      portalHosts: new Set(['localhost', '127.0.0.1', '[::1]', 'fairway.internal']),
      app: (request, response) => app.routing(request, response),
      git: (request, response, path) => engines.gitHost.handle(request, response, path),
      registry: (request, response, path) => engines.registry.handle(request, response, path),
      kube: (request, response, path) => cluster.api.handle(request, response, path),
      ingress: cluster.ingress,
      onError: (error) => onError(error),
    }),
  );
  await gitops.prepare();
  await applyRoot(cluster.client, rootApplication(gitHost.internalUrl(gitopsRepository)));
  await engines.gitHost.reconcile();
  await pipelines.start();
  engines.imageBuilder.warmUp().catch(onError);
  const token = await setUpAdministrator({ identity, setup, teams }, environment);
  return {
    origin,
    port,
    setupUrl: token === undefined ? undefined : `${origin}/setup?token=${token}`,
    kubeconfig: directory.kubeconfig,
    async stop(stopOptions = {}) {
      keepPods = stopOptions.keepPods ?? false;
      await closers.closeAll();
    },
  };
}
