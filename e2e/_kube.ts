import { readFile } from 'node:fs/promises';
import { request } from 'node:https';
import { parse } from 'yaml';
import { z } from 'zod';

const Kubeconfig = z.object({
  clusters: z.tuple([
    z.object({ cluster: z.object({ server: z.url(), 'certificate-authority-data': z.string() }) }),
  ]),
  users: z.tuple([z.object({ user: z.object({ token: z.string() }) })]),
});

const List = z.object({
  items: z.array(
    z.object({
      metadata: z.object({ name: z.string(), namespace: z.string().optional() }),
      status: z.unknown().optional(),
    }),
  ),
});

/** Names of all objects at a path of the Kubernetes API, as `namespace/name`. */
export async function namesAt(kubeconfig: string, path: string): Promise<string[]> {
  const { items } = List.parse(JSON.parse(await kubeGet(kubeconfig, path)));
  return items.map(({ metadata }) => `${metadata.namespace ?? ''}/${metadata.name}`).sort();
}

/** GET at the Kubernetes API with the kubeconfig that a server wrote: over TLS, with its token. */
async function kubeGet(kubeconfig: string, path: string): Promise<string> {
  const { clusters, users } = Kubeconfig.parse(parse(await readFile(kubeconfig, 'utf8')));
  const { server, 'certificate-authority-data': ca } = clusters[0].cluster;
  const { port, pathname } = new URL(server);
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        host: '127.0.0.1',
        servername: 'localhost',
        port,
        path: pathname + path,
        ca: Buffer.from(ca, 'base64'),
        agent: false,
        timeout: 10_000,
        headers: { authorization: `Bearer ${users[0].user.token}` },
      },
      (response) => {
        let body = '';
        response.setEncoding('utf8');
        response.on('data', (text: string) => (body += text));
        response.on('end', () => {
          if (response.statusCode === 200) resolve(body);
          else reject(new Error(`${path}: ${response.statusCode} ${body}`));
        });
      },
    );
    sent.on('timeout', () => sent.destroy(new Error(`${path}: no answer in 10 s`)));
    sent.on('error', reject);
    sent.end();
  });
}
