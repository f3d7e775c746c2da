import { rename, writeFile } from 'node:fs/promises';
import { stringify } from 'yaml';

/**
 * Writes a kubeconfig for the embedded cluster: https with the authority's certificate inside,
 * since kubectl sends no credentials over plain HTTP.
 */
export async function writeKubeconfig(
  path: string,
  cluster: { server: string; caPem: string; token: string },
): Promise<void> {
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      {
        name: 'fairway',
        cluster: {
          server: cluster.server,
          'certificate-authority-data': Buffer.from(cluster.caPem).toString('base64'),
        },
      },
    ],
    users: [{ name: 'admin', user: { token: cluster.token } }],
    contexts: [{ name: 'fairway', context: { cluster: 'fairway', user: 'admin' } }],
    'current-context': 'fairway',
  };
  await writeFile(`${path}.tmp`, stringify(config), { mode: 0o600 });
  await rename(`${path}.tmp`, path);
}
