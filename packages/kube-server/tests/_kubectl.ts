import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { KubeServer } from '../src/index.ts';
import { selfSigned } from './_certificate.ts';

/** kubectl against a TLS listener that serves the cluster below a path, as the platform does. */
export interface Kubectl extends AsyncDisposable {
  /** Runs kubectl; the standard input is `input`. */
  run(args: string[], input?: string): Promise<{ code: number; stdout: string; stderr: string }>;
}

const root = '/k8s/clusters/local';

export async function startKubectl(server: KubeServer): Promise<Kubectl> {
  const folder = await mkdtemp(path.join(tmpdir(), 'kubectl-'));
  const { key, certificate } = await selfSigned();
  const https = createServer({ key, cert: certificate }, (request, response) => {
    const url = request.url ?? '/';
    if (url.startsWith(root)) void server.handle(request, response, url.slice(root.length) || '/');
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => https.listen(0, '127.0.0.1', resolve));
  const { port } = https.address() as AddressInfo;
  const config = path.join(folder, 'kubeconfig');
  await writeFile(
    config,
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': 'c',
      clusters: [
        {
          name: 'c',
          cluster: {
            server: `https://127.0.0.1:${port}${root}`,
            'certificate-authority-data': Buffer.from(certificate).toString('base64'),
          },
        },
      ],
      users: [{ name: 'u', user: { token: 'secret' } }],
      contexts: [{ name: 'c', context: { cluster: 'c', user: 'u' } }],
    }),
  );
  const env = {
    ...process.env,
    HOME: folder,
    KUBECONFIG: config,
    KUBECACHEDIR: path.join(folder, 'cache'),
  };
  return {
    run: (args, input) =>
      new Promise((resolve) => {
        const child = execFile(
          'kubectl',
          args,
          { env, timeout: 25_000 },
          (error, stdout, stderr) => {
            const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 1;
            resolve({ code, stdout, stderr });
          },
        );
        child.stdin?.end(input ?? '');
      }),
    async [Symbol.asyncDispose]() {
      https.closeAllConnections();
      await new Promise((resolve) => https.close(resolve));
      await rm(folder, { recursive: true, force: true });
    },
  };
}
