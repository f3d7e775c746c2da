import { join } from 'node:path';
import type { GitHost } from '@fairway/git-host';
import {
  applicationCrds,
  createGitOpsEngine,
  createGitSource,
  type GitOpsEngine,
} from '@fairway/gitops';
import { isStatus, type KubeClient, resources } from '@fairway/kube';
import type { KubeServer } from '@fairway/kube-server';
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
import { startControlPlane } from './control-plane.ts';

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
  const { logger, directory } = foundation;
  let kubelet: Kubelet | undefined;
  const { api, clientOf } = await startControlPlane({
    foundation,
    adminToken: options.adminToken,
    closers,
    nodeName,
    podLogs: async ({ name, ...ref }, signal) => {
      if (kubelet === undefined) throw new Error('the kubelet is not running yet');
      return kubelet.logs({ ...ref, pod: name }, signal);
    },
  });
  const client = clientOf('fairway');
  await prepare(client);
  kubelet = await startKubelet({
    client: clientOf('system:node:fairway'),
    sandbox: options.sandbox,
    images: options.images,
    dataDir: directory.kubelet,
    nodeName,
    logger,
  });
  const running = kubelet;
  closers.add('kubelet', () => (options.keepPods() ? running.detach() : running.stopAll()));
  const ingress = await createIngressProxy({
    client: clientOf('system:ingress'),
    endpoints: running.endpoints,
    logger,
  });
  closers.add('ingress', () => ingress.close());
  const gitops = createGitOpsEngine({
    client: clientOf('system:serviceaccount:argocd:argocd-application-controller'),
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
