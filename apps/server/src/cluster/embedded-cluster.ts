import { timingSafeEqual } from 'node:crypto';
import { join } from 'node:path';
import type { GitHost } from '@fairway/git-host';
import {
  applicationCrds,
  createGitOpsEngine,
  createGitSource,
  type GitOpsEngine,
} from '@fairway/gitops';
import { isStatus, type KubeClient, resources } from '@fairway/kube';
import { startControllers } from '@fairway/kube-controllers';
import { createKubeServer, type KubeServer, superGroup } from '@fairway/kube-server';
import {
  createIngressProxy,
  type ImageProvider,
  type IngressProxy,
  type Kubelet,
  startKubelet,
} from '@fairway/kubelet';
import type { SandboxRuntime } from '@fairway/sandbox';
import { embeddedSource } from '../adapters/gitops/embedded-source.ts';
import { argocdNamespace, inClusterServer } from '../gitops/names.ts';
import type { Closers } from '../server/closers.ts';
import type { Foundation } from '../server/foundation.ts';

/** The embedded cluster: API server, controllers, kubelet, Ingress and the GitOps engine. */
export interface EmbeddedCluster {
  api: KubeServer;
  /** With every right, for the control plane. */
  client: KubeClient;
  kubelet: Kubelet;
  ingress: IngressProxy;
  gitops: GitOpsEngine;
}

/** What the cluster is made with. */
export interface ClusterOptions {
  foundation: Foundation;
  sandbox: SandboxRuntime;
  images: ImageProvider;
  gitHost: GitHost;
  /** Accepts the administrator's token of the kubeconfig. */
  adminToken: string;
  closers: Closers;
  /** Whether pods go on when the server stops; `fairway down` and Ctrl-C stop them. */
  keepPods(): boolean;
}

const nodeName = 'fairway';

/** Starts the embedded cluster; pods that an earlier server left running are taken over. */
export async function startEmbeddedCluster(options: ClusterOptions): Promise<EmbeddedCluster> {
  const { foundation, closers } = options;
  const { logger, directory, database } = foundation;
  let kubelet: Kubelet | undefined;
  const api = await createKubeServer({
    pool: database.pool('kube'),
    secretKey: foundation.masterKey,
    logger,
    authenticate: async (request) =>
      sameText(request.headers.authorization ?? '', `Bearer ${options.adminToken}`)
        ? { username: 'admin', groups: [superGroup, 'system:authenticated'] }
        : undefined,
    podLogs: async ({ name, ...ref }, signal) => {
      if (kubelet === undefined) throw new Error('the kubelet is not running yet');
      return kubelet.logs({ ...ref, pod: name }, signal);
    },
  });
  closers.add('Kubernetes API', () => api.close());
  const user = (username: string) => api.client({ username, groups: [superGroup] });
  const client = user('fairway');
  await prepare(client);
  const controllers = startControllers({
    client: user('system:kube-controller-manager'),
    nodeName,
    logger: {
      warn: (message, fields) => logger.warn(fields, message),
      error: (message, fields) => logger.error(fields, message),
    },
    caPem: foundation.authority.certificatePem,
  });
  closers.add('controllers', () => controllers.close());
  kubelet = await startKubelet({
    client: user('system:node:fairway'),
    sandbox: options.sandbox,
    images: options.images,
    dataDir: directory.kubelet,
    nodeName,
    logger,
  });
  const running = kubelet;
  closers.add('kubelet', () => (options.keepPods() ? running.detach() : running.stopAll()));
  const ingress = await createIngressProxy({
    client: user('system:ingress'),
    endpoints: running.endpoints,
    logger,
  });
  closers.add('ingress', () => ingress.close());
  const gitops = createGitOpsEngine({
    client: user('system:serviceaccount:argocd:argocd-application-controller'),
    repositories: embeddedSource(
      options.gitHost,
      createGitSource({ cacheDir: join(directory.gitopsCache, 'mirrors') }),
    ),
    logger,
  });
  await gitops.start();
  closers.add('GitOps engine', () => gitops.close());
  return { api, client, kubelet: running, ingress, gitops };
}

/** What must be there before the first Application: Argo CD's kinds, namespace and default project. */
async function prepare(client: KubeClient): Promise<void> {
  const apply = {
    type: 'application/apply-patch+yaml',
    fieldManager: 'fairway',
    force: true,
  } as const;
  for (const crd of applicationCrds()) {
    await client.patch(
      { group: 'apiextensions.k8s.io', version: 'v1', resource: 'customresourcedefinitions' },
      { name: crd.metadata.name ?? '' },
      crd,
      apply,
    );
  }
  await client.patch(
    resources.namespaces,
    { name: argocdNamespace },
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: argocdNamespace } },
    apply,
  );
  await client.patch(
    { group: 'argoproj.io', version: 'v1alpha1', resource: 'appprojects' },
    { name: 'default', namespace: argocdNamespace },
    {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'AppProject',
      metadata: { name: 'default', namespace: argocdNamespace },
      spec: {
        description: 'The platform itself',
        sourceRepos: ['http://fairway.internal/git/fairway/gitops.git'],
        destinations: [{ server: inClusterServer, namespace: '*' }],
        clusterResourceWhitelist: [{ group: '', kind: 'Namespace' }],
        namespaceResourceWhitelist: [{ group: '*', kind: '*' }],
      },
    },
    apply,
  );
}

/** Applies the root Application: from here on the gitops repository rules. */
export async function applyRoot(client: KubeClient, root: Record<string, unknown>): Promise<void> {
  await client
    .patch(
      { group: 'argoproj.io', version: 'v1alpha1', resource: 'applications' },
      { name: 'root', namespace: argocdNamespace },
      root,
      { type: 'application/apply-patch+yaml', fieldManager: 'fairway', force: true },
    )
    .catch((error: unknown) => {
      if (!isStatus(error, 'Conflict')) throw error;
    });
}

function sameText(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
