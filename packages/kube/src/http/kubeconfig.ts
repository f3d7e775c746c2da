import { readFile } from 'node:fs/promises';
import type { Cluster, KubeConfig, User } from '@kubernetes/client-node';
import { httpClient, type HttpClientOptions, type HttpKubeClient } from './http-client.ts';

/** A kubeconfig that can't be used; the message says which part and why. */
export class KubeconfigError extends Error {
  override readonly name = 'KubeconfigError';
  readonly code = 'INVALID_KUBECONFIG';
}

/**
 * A client for the current context of a kubeconfig, given as YAML or already read.
 *
 * Throws KubeconfigError when the context is incomplete or signs in by a plug-in.
 */
export async function clientFromKubeconfig(config: string | KubeConfig): Promise<HttpKubeClient> {
  const read = typeof config === 'string' ? await parse(config) : config;
  const cluster = read.getCurrentCluster();
  if (cluster === null) {
    throw new KubeconfigError(`the context '${read.currentContext}' names no known cluster`);
  }
  return httpClient({
    ...(await clusterOptions(cluster)),
    ...(await userOptions(read.getCurrentUser())),
  });
}

/** A client with the pod's service account, from inside a cluster; the token is read anew each time. */
export async function inClusterClient(
  env: Readonly<Record<string, string | undefined>>,
  folder: string = '/var/run/secrets/kubernetes.io/serviceaccount',
): Promise<HttpKubeClient> {
  const [host, port] = [env['KUBERNETES_SERVICE_HOST'], env['KUBERNETES_SERVICE_PORT']];
  if (host === undefined || port === undefined) {
    throw new KubeconfigError(
      'KUBERNETES_SERVICE_HOST and _PORT are not set: not inside a cluster',
    );
  }
  return httpClient({
    server: `https://${host.includes(':') ? `[${host}]` : host}:${port}`,
    caPem: await readFile(`${folder}/ca.crt`, 'utf8'),
    token: async () => (await readFile(`${folder}/token`, 'utf8')).trim(),
  });
}

async function parse(yaml: string): Promise<KubeConfig> {
  // Loaded when needed: the package brings every generated model with it.
  const { KubeConfig: Reader } = await import('@kubernetes/client-node');
  const config = new Reader();
  try {
    config.loadFromString(yaml);
  } catch (cause) {
    throw new KubeconfigError(`the kubeconfig can't be read: ${String(cause)}`, { cause });
  }
  return config;
}

async function clusterOptions(cluster: Cluster): Promise<HttpClientOptions> {
  if (cluster.skipTLSVerify) {
    throw new KubeconfigError(
      `cluster '${cluster.name}' skips TLS verification; give its certificate-authority-data instead`,
    );
  }
  const caPem = await pem(cluster.caData, cluster.caFile);
  return {
    server: cluster.server,
    ...(caPem === undefined ? {} : { caPem }),
    ...(cluster.tlsServerName === undefined ? {} : { tlsServerName: cluster.tlsServerName }),
  };
}

async function userOptions(user: User | null): Promise<Partial<HttpClientOptions>> {
  if (user === null) return {};
  if (user.exec !== undefined || user.authProvider !== undefined || user.username !== undefined) {
    throw new KubeconfigError(
      `user '${user.name}' signs in by a plug-in or password; use a token or a client certificate`,
    );
  }
  const [certPem, keyPem] = [
    await pem(user.certData, user.certFile),
    await pem(user.keyData, user.keyFile),
  ];
  return {
    ...(user.token === undefined ? {} : { token: user.token }),
    ...(certPem === undefined ? {} : { certPem }),
    ...(keyPem === undefined ? {} : { keyPem }),
  };
}

async function pem(
  data: string | undefined,
  file: string | undefined,
): Promise<string | undefined> {
  if (data !== undefined && data !== '') return Buffer.from(data, 'base64').toString('utf8');
  return file === undefined || file === '' ? undefined : readFile(file, 'utf8');
}
