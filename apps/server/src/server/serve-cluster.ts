import type { ServerResponse } from 'node:http';
import { startControlPlane } from '../cluster/control-plane.ts';
import { writeKubeconfig } from '../cluster/kubeconfig.ts';
import type { Config } from '../config/config.ts';
import { readOrCreateKey } from '../data-directory/key-file.ts';
import { createLogger } from '../logger.ts';
import { createClosers } from './closers.ts';
import { layFoundation } from './foundation.ts';
import { createRouter } from './router.ts';

/** The embedded cluster, running alone. */
export interface RunningCluster {
  /** The address that a kubeconfig names. */
  server: string;
  /** Path of the administrator's kubeconfig. */
  kubeconfig: string;
  stop(): Promise<void>;
}

/**
 * Serves the API server and its controllers over TLS, and nothing else of the platform. There is no
 * kubelet, so that pods stay Pending.
 *
 * @throws FairwayError as `layFoundation`; whatever was started is stopped again.
 */
export async function serveCluster(config: Config): Promise<RunningCluster> {
  const logger = createLogger(config.log.level);
  const closers = createClosers(logger);
  try {
    const foundation = await layFoundation(config, logger, closers);
    const { directory, authority, port } = foundation;
    const token = (await readOrCreateKey(`${directory.kubeconfig}.token`, 32)).toString('hex');
    const { api } = await startControlPlane({ foundation, adminToken: token, closers });
    const server = `https://localhost:${port}/k8s/clusters/local`;
    const kubeconfig = { server, caPem: authority.certificatePem, token };
    await writeKubeconfig(directory.kubeconfig, kubeconfig);
    const nothing = async (): Promise<boolean> => false;
    foundation.answer(
      createRouter({
        portalHosts: new Set(['localhost', '127.0.0.1', '[::1]']),
        kube: (request, response, path) => api.handle(request, response, path),
        app: (_request, response) => refuse(response),
        git: async (_request, response) => refuse(response),
        registry: async (_request, response) => refuse(response),
        ingress: { handle: nothing, upgrade: nothing },
        onError: (error) => logger.error({ err: error }, 'a request failed'),
      }),
    );
    return { server, kubeconfig: directory.kubeconfig, stop: () => closers.closeAll() };
  } catch (error) {
    await closers.closeAll();
    throw error;
  }
}

function refuse(response: ServerResponse): void {
  response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' });
  response.end('Only the Kubernetes API is served here.\n');
}
