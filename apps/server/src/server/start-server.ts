import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { applyRoot, startEmbeddedCluster } from '../cluster/embedded-cluster.ts';
import { writeKubeconfig } from '../cluster/kubeconfig.ts';
import type { Config } from '../config/config.ts';
import { readOrCreateKey } from '../data-directory/key-file.ts';
import type { StepObserver } from '../durable/steps.ts';
import { rootApplication } from '../gitops/layout.ts';
import { gitopsRepository } from '../gitops/names.ts';
import { setUpAdministrator } from '../identity/setup-administrator.ts';
import { createSetup } from '../identity/setup.ts';
import { createLogger, type Logger } from '../logger.ts';
import { startObservability } from '../observability/observability.ts';
import { createTeams } from '../teams/teams.ts';
import { type Closers, createClosers } from './closers.ts';
import { startDelivery } from './delivery.ts';
import { openEngines } from './engines.ts';
import { layFoundation } from './foundation.ts';
import { openIdentity } from './identity-parts.ts';
import { serve } from './serve.ts';

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

const shippedTemplates = fileURLToPath(new URL('../../../../templates/', import.meta.url));
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
  options: ServerOptions,
  logger: Logger,
  closers: Closers,
): Promise<RunningServer> {
  const { config, environment, templates = shippedTemplates } = options;
  let keepPods = false;
  const internalToken = randomBytes(32).toString('hex');
  const foundation = await layFoundation(config, logger, closers);
  const { directory, origin, port } = foundation;
  const identity = await openIdentity(foundation, internalToken);
  const { access } = identity;
  const engines = await openEngines({
    foundation,
    access,
    internalToken,
    environment,
    templates,
    closers,
  });
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
  const delivery = await startDelivery({
    foundation,
    engines,
    cluster,
    observability,
    templates,
    onStep: options.onStep ?? (() => undefined),
    closers,
  });
  const setup = createSetup(foundation.database.db, identity.identity);
  const unsandboxed =
    engines.sandbox.capabilities.kind === 'process' && !config.acceptUnsandboxed
      ? 'this machine refuses the sandbox, so nothing keeps teams apart.'
      : undefined;
  const teams = createTeams(foundation.database.db, identity.identity, unsandboxed);
  const parts = { foundation, identity, setup, teams, engines, cluster, observability, delivery };
  await serve({ ...parts, version, closers });
  const { gitops, gitHost } = delivery.services;
  await gitops.prepare();
  await applyRoot(cluster.client, rootApplication(gitHost.internalUrl(gitopsRepository)));
  await delivery.resume();
  const baseImage = engines.imageBuilder
    .warmUp()
    .catch((error: unknown) => logger.warn({ err: error }, 'the base image could not be made'));
  // A server that has stopped writes nothing any more.
  closers.add('base image', () => baseImage);
  const token = await setUpAdministrator(
    { identity: identity.identity, setup, teams },
    environment,
  );
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
