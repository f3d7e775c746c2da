import { embeddedCi } from '../adapters/ci/embedded.ts';
import { stopLeftovers } from '../adapters/ci/stop-leftovers.ts';
import { embeddedGitHost } from '../adapters/git-host/embedded.ts';
import type { GitHostPort } from '../adapters/git-host/port.ts';
import { embeddedRegistry } from '../adapters/registry/embedded.ts';
import type { EmbeddedCluster } from '../cluster/embedded-cluster.ts';
import { lastLogLines } from '../cluster/pod-logs.ts';
import type { DeploymentServices } from '../deployments/context.ts';
import type { StepObserver } from '../durable/steps.ts';
import { startWorkflows } from '../durable/workflows.ts';
import { createGitopsWriter } from '../gitops/gitops-writer.ts';
import { gitopsRepository } from '../gitops/names.ts';
import { createIdempotencyStore } from '../http/idempotency.ts';
import { measurePort, type OutsideCalls } from '../observability/measure-port.ts';
import type { Observability } from '../observability/observability.ts';
import { createPlatformMetrics, type PlatformMetrics } from '../observability/platform-metrics.ts';
import { createJobLogs } from '../pipelines/job-logs.ts';
import { createPipelines } from '../pipelines/pipelines.ts';
import type { ProjectServices } from '../projects/context.ts';
import { createProjects, type Projects } from '../projects/projects.ts';
import { handlePush } from '../projects/pushes.ts';
import { createCatalogue } from '../templates/catalogue.ts';
import { createEvents, type Events } from '../timeline/events.ts';
import { createTimelines } from '../timeline/timelines.ts';
import type { Closers } from './closers.ts';
import type { Engines } from './engines.ts';
import type { Foundation } from './foundation.ts';
import { probeHost } from './probe-host.ts';
import { startUpkeep, type UpkeepTask } from './upkeep.ts';

/** What brings projects from a form or a push to a live URL. */
export interface Delivery {
  services: ProjectServices;
  deployments: DeploymentServices;
  projects: Projects;
  events: Events;
  metrics: PlatformMetrics;
  /** Takes up what an earlier server left: pushes that were not told, pipelines that were cut. */
  resume(): Promise<void>;
}

/** What delivery is put together from. */
export interface DeliveryOptions {
  foundation: Foundation;
  engines: Engines;
  cluster: EmbeddedCluster;
  observability: Observability;
  templates: string;
  onStep: StepObserver;
  closers: Closers;
}

/** Starts pipelines and durable workflows on the embedded adapters. */
export async function startDelivery(options: DeliveryOptions): Promise<Delivery> {
  const { foundation, engines, cluster, closers } = options;
  const { logger, origin } = foundation;
  const { db } = foundation.database;
  const events = createEvents(db);
  const metrics = createPlatformMetrics();
  const gitHost = measurePort(
    'git-host',
    embeddedGitHost(engines.gitHost, origin),
    metrics.outsideCalls,
  );
  const timelines = createTimelines(db, events, metrics);
  const services = projectServices(options, gitHost, timelines, metrics.outsideCalls);
  const deployments = deploymentServices(options, services);
  const workflows = await startWorkflows({
    pool: foundation.database.pool('dbos'),
    projects: services,
    deployments,
    logger,
    onStep: options.onStep,
  });
  closers.add('durable workflows', () => workflows.close());
  closers.add('pipelines', () => services.pipelines.close());
  engines.gitHost.onRefUpdate(async (move) => {
    if (move.repository !== gitopsRepository) {
      await handlePush(services, workflows, { ...move, pusher: move.pusher });
      return;
    }
    const repoURL = gitHost.internalUrl(gitopsRepository);
    const commit = move.after === null ? {} : { commit: move.after };
    cluster.gitops.webhook({ repoURL, ref: move.ref, ...commit });
  });
  const projects = createProjects(services, deployments, workflows);
  return {
    services,
    deployments,
    projects,
    events,
    metrics,
    async resume() {
      await engines.gitHost.reconcile();
      await services.pipelines.start();
      await projects.resume();
      const upkeep = startUpkeep(upkeepTasks(options, services, events), (error, task) =>
        logger.error({ err: error, task }, 'upkeep failed'),
      );
      closers.add('upkeep', () => upkeep.close());
    },
  };
}

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

/** Safety nets for what an error left waiting, and an end to what would grow for ever. */
function upkeepTasks(
  { foundation, engines }: DeliveryOptions,
  { pipelines }: ProjectServices,
  events: Events,
): UpkeepTask[] {
  const keys = createIdempotencyStore(foundation.database.db);
  return [
    { name: 'pushes', everyMs: minuteMs, run: () => engines.gitHost.reconcile() },
    { name: 'pipelines', everyMs: minuteMs, run: () => pipelines.wake() },
    {
      name: 'events',
      everyMs: 60 * minuteMs,
      run: () => events.prune(new Date(Date.now() - 7 * dayMs)),
    },
    {
      name: 'idempotency keys',
      everyMs: 60 * minuteMs,
      run: () => keys.prune(new Date(Date.now() - dayMs)),
    },
  ];
}

function projectServices(
  options: DeliveryOptions,
  gitHost: GitHostPort,
  timelines: ProjectServices['timelines'],
  calls: OutsideCalls,
): ProjectServices {
  const { foundation, engines, cluster } = options;
  const { config, directory, logger } = foundation;
  const { db } = foundation.database;
  const registry = measurePort('registry', embeddedRegistry(engines.registry), calls);
  const jobLogs = createJobLogs(directory.pipelines);
  const embedded = embeddedCi({
    folder: directory.pipelines,
    caches: engines.caches,
    sandbox: engines.sandbox,
    gitHost,
    repositories: engines.gitHost,
    images: measurePort('image-builder', engines.imageBuilder, calls),
    registry,
    maxParallelJobs: config.ci.concurrency,
    timeoutMinutes: config.ci.timeoutMinutes,
    stopLeftovers: (folder) => stopLeftovers(engines.sandbox, folder),
  });
  const ci = measurePort('ci', embedded, calls);
  const pipelines = createPipelines({
    db,
    ci,
    gitHost,
    timelines,
    logs: jobLogs,
    concurrency: config.ci.concurrency,
    onError: (error) => logger.error({ err: error }, 'a pipeline run could not be recorded'),
  });
  return {
    db,
    catalogue: createCatalogue(options.templates),
    gitHost,
    gitops: createGitopsWriter(gitHost),
    pipelines,
    jobLogs,
    ci,
    registry,
    cluster: measurePort('cluster', cluster.client, calls),
    timelines,
  };
}

function deploymentServices(
  { foundation, cluster, observability }: DeliveryOptions,
  { db, gitHost, gitops, cluster: client }: ProjectServices,
): DeploymentServices {
  const { port } = foundation;
  const hostOf = (project: string, environment: string): string =>
    `${project}-${environment}.localhost`;
  return {
    db,
    gitHost,
    gitops,
    cluster: client,
    lastLogLines: (namespace, pod, container) =>
      lastLogLines(cluster.kubelet, { namespace, pod, container }),
    probeUrl: (host) => probeHost(port, host),
    scraped: (namespace) => observability.scraped(namespace),
    hostOf,
    urlOf: (project, environment) => `http://${hostOf(project, environment)}:${port}`,
  };
}
