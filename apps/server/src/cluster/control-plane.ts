import { timingSafeEqual } from 'node:crypto';
import type { KubeClient } from '@fairway/kube';
import { startControllers } from '@fairway/kube-controllers';
import {
  type Authenticate,
  createKubeServer,
  type KubeServer,
  type PodLogs,
  superGroup,
} from '@fairway/kube-server';
import type { Closers } from '../server/closers.ts';
import type { Foundation } from '../server/foundation.ts';

/** The API server of the embedded cluster with its controllers. */
export interface ControlPlane {
  api: KubeServer;
  /** A client with every right, under the name of one part of the platform. */
  clientOf(username: string): KubeClient;
}

/** What a control plane is made with. */
export interface ControlPlaneOptions {
  foundation: Foundation;
  /** Accepts the administrator's token of the kubeconfig. */
  adminToken: string;
  closers: Closers;
  /** The one node that pods are scheduled onto; any that fits when absent. */
  nodeName?: string;
  /** Reads the logs of pods; without it there is no kubelet. */
  podLogs?: PodLogs;
}

/** Starts the API server and the controllers. */
export async function startControlPlane(options: ControlPlaneOptions): Promise<ControlPlane> {
  const { foundation, closers, nodeName, podLogs } = options;
  const { logger } = foundation;
  const api = await createKubeServer({
    pool: foundation.database.pool('kube'),
    secretKey: foundation.masterKey,
    logger,
    authenticate: administrator(options.adminToken),
    ...(podLogs === undefined ? {} : { podLogs }),
  });
  closers.add('Kubernetes API', () => api.close());
  const clientOf = (username: string): KubeClient => api.client({ username, groups: [superGroup] });
  const controllers = startControllers({
    client: clientOf('system:kube-controller-manager'),
    ...(nodeName === undefined ? {} : { nodeName }),
    logger: {
      warn: (message, fields) => logger.warn(fields, message),
      error: (message, fields) => logger.error(fields, message),
    },
    caPem: foundation.authority.certificatePem,
  });
  closers.add('controllers', () => controllers.close());
  return { api, clientOf };
}

/** Accepts one bearer token, as the cluster's administrator. */
function administrator(token: string): Authenticate {
  const expected = Buffer.from(`Bearer ${token}`);
  return async (request) => {
    const given = Buffer.from(request.headers.authorization ?? '');
    return given.length === expected.length && timingSafeEqual(given, expected)
      ? { username: 'admin', groups: [superGroup, 'system:authenticated'] }
      : undefined;
  };
}
