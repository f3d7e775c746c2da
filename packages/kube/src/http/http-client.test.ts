import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import type { KubeObject } from '../object.ts';
import { resources } from '../resources.ts';
import { StatusError } from '../status-error.ts';
import { notFound } from '../status-errors.ts';
import { httpClient, type HttpKubeClient } from './http-client.ts';
import { clientFromKubeconfig, inClusterClient, KubeconfigError } from './kubeconfig.ts';

interface Seen {
  method: string;
  url: string;
  headers: IncomingMessage['headers'];
  body: string;
}

const open: (() => void)[] = [];
afterEach(() => {
  for (const close of open.splice(0)) close();
});

type Answer = (response: ServerResponse, seen: Seen) => void;

/** A server that records what it is asked and answers as told. */
async function listen(answer: Answer): Promise<{ url: string; seen: Seen[]; server: Server }> {
  const seen: Seen[] = [];
  async function record(request: IncomingMessage): Promise<Seen> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { method = '', url = '', headers } = request;
    const one = { method, url, headers, body: Buffer.concat(chunks).toString() };
    seen.push(one);
    return one;
  }
  const server = createServer((request, response) => {
    void record(request).then((one) => answer(response, one));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, seen, server };
}

async function connect(
  answer: Answer,
  more: object = {},
): Promise<{ client: HttpKubeClient; seen: Seen[] }> {
  const { url, seen } = await listen(answer);
  const client = httpClient({ server: `${url}/k8s/clusters/local`, token: 'secret', ...more });
  open.push(() => client.close());
  return { client, seen };
}

function reply(value: unknown, code = 200): Answer {
  return (response) => response.writeHead(code).end(JSON.stringify(value));
}

const pod: KubeObject = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'a', namespace: 'default' },
};

describe('requests', () => {
  test.each<[string, (client: HttpKubeClient) => Promise<unknown>, string, object | string]>([
    [
      'get',
      (c) => c.get(resources.pods, { namespace: 'default', name: 'a' }),
      'GET /api/v1/namespaces/default/pods/a',
      '',
    ],
    [
      'create',
      (c) => c.create(resources.pods, pod, { fieldManager: 'm', dryRun: true }),
      'POST /api/v1/namespaces/default/pods?fieldManager=m&dryRun=All',
      pod,
    ],
    [
      'create through a subresource',
      (c) => c.create(resources.pods, pod, { subresource: 'binding' }),
      'POST /api/v1/namespaces/default/pods/a/binding',
      pod,
    ],
    [
      'update of a status',
      (c) => c.update(resources.deployments, pod, { subresource: 'status' }),
      'PUT /apis/apps/v1/namespaces/default/deployments/a/status',
      pod,
    ],
    [
      'apply',
      (c) =>
        c.patch(resources.pods, { namespace: 'default', name: 'a' }, pod, {
          type: 'application/apply-patch+yaml',
          fieldManager: 'm',
          force: true,
        }),
      'PATCH /api/v1/namespaces/default/pods/a?fieldManager=m&force=true',
      pod,
    ],
    [
      'delete',
      (c) => c.delete(resources.namespaces, { name: 'n' }, { propagationPolicy: 'Foreground' }),
      'DELETE /api/v1/namespaces/n',
      { kind: 'DeleteOptions', apiVersion: 'v1', propagationPolicy: 'Foreground' },
    ],
  ])('%s', async (_name, call, line, body) => {
    const { client, seen } = await connect(reply(pod));
    expect(await call(client)).toEqual(pod);
    const [request] = seen;
    expect(`${request?.method} ${request?.url.replace('/k8s/clusters/local', '')}`).toBe(line);
    expect(request?.url).toMatch(/^\/k8s\/clusters\/local\//);
    expect(request?.headers.authorization).toBe('Bearer secret');
    expect(request?.body).toBe(typeof body === 'string' ? body : JSON.stringify(body));
  });

  test('a list gives its items their kind', async () => {
    const { metadata } = pod;
    const answer = {
      kind: 'PodList',
      apiVersion: 'v1',
      metadata: { resourceVersion: '7' },
      items: [{ metadata }],
    };
    const { client, seen } = await connect(reply(answer));
    const list = await client.list(resources.pods, { labelSelector: 'a in (b,c)', limit: 5 });
    expect(list.items).toEqual([pod]);
    expect(seen[0]?.url).toBe(
      '/k8s/clusters/local/api/v1/pods?labelSelector=a+in+%28b%2Cc%29&limit=5',
    );
  });

  test('discovery', async () => {
    const documents: Record<string, unknown> = {
      '/api': { versions: ['v1'] },
      '/apis': {
        groups: [
          {
            name: 'autoscaling',
            versions: [{ groupVersion: 'autoscaling/v1' }, { groupVersion: 'autoscaling/v2' }],
            preferredVersion: { groupVersion: 'autoscaling/v2' },
          },
        ],
      },
      '/api/v1': {
        resources: [
          { name: 'pods', kind: 'Pod', namespaced: true, verbs: ['get'] },
          { name: 'pods/log', kind: 'Pod', namespaced: true, verbs: ['get'] },
        ],
      },
    };
    const { client } = await connect((response, { url }) => {
      const path = url.replace('/k8s/clusters/local', '');
      const hpas = { resources: [{ name: 'horizontalpodautoscalers', kind: 'H', verbs: [] }] };
      response.end(JSON.stringify(documents[path] ?? hpas));
    });
    const found = await client.discover();
    expect(found.map((r) => `${r.group}/${r.version}/${r.resource}`)).toEqual([
      '/v1/pods',
      'autoscaling/v2/horizontalpodautoscalers',
      'autoscaling/v1/horizontalpodautoscalers',
    ]);
    expect(found[0]?.subresources).toEqual(['log']);
  });
});

describe('failures', () => {
  test('a Status is thrown as it came', async () => {
    const { status } = notFound({ group: '', resource: 'pods' }, 'a');
    const { client } = await connect(reply(status, 404));
    const failure = await client
      .get(resources.pods, { name: 'a' })
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(StatusError);
    expect((failure as StatusError).status).toEqual(status);
  });

  test('what a proxy answers becomes one', async () => {
    const { client } = await connect((response) => response.writeHead(503).end('<html>busy'));
    await expect(client.get(resources.pods, { name: 'a' })).rejects.toMatchObject({
      code: 503,
      reason: 'ServiceUnavailable',
      message: 'the server answered 503: <html>busy',
    });
  });

  test('an answer that is no object', async () => {
    const { client } = await connect((response) => response.end('hello'));
    await expect(client.get(resources.pods, { name: 'a' })).rejects.toThrow(/no Kubernetes object/);
  });

  test('nobody listens', async () => {
    const { url, server } = await listen(reply(pod));
    await new Promise((resolve) => server.close(resolve));
    const client = httpClient({ server: url });
    await expect(client.get(resources.pods, { name: 'a' })).rejects.toMatchObject({ code: 503 });
  });

  test('no answer in time', async () => {
    const { client } = await connect(() => undefined, { timeoutMs: 20 });
    await expect(client.get(resources.pods, { name: 'a' })).rejects.toMatchObject({ code: 504 });
  });
});

describe('watch', () => {
  const line = (type: string, object: unknown): string => `${JSON.stringify({ type, object })}\n`;

  test('events come as they are sent, in pieces or not', async () => {
    const { client, seen } = await connect((response) => {
      const text = line('ADDED', pod) + line('BOOKMARK', pod);
      response.write(text.slice(0, 20));
      setTimeout(() => response.end(text.slice(20)), 5);
    });
    const types: string[] = [];
    for await (const event of client.watch(resources.pods, { resourceVersion: '7' })) {
      types.push(event.type);
    }
    expect(types).toEqual(['ADDED', 'BOOKMARK']);
    expect(seen[0]?.url).toContain('?watch=true&allowWatchBookmarks=true&resourceVersion=7');
  });

  test('an error event is thrown', async () => {
    const status = { kind: 'Status', code: 410, reason: 'Expired', message: 'too old' };
    const { client } = await connect((response) => response.end(line('ERROR', status)));
    const events = client.watch(resources.pods)[Symbol.asyncIterator]();
    await expect(events.next()).rejects.toMatchObject({ code: 410, reason: 'Expired' });
  });

  test('the signal ends it without an error', async () => {
    const { client } = await connect((response) => response.write(line('ADDED', pod)));
    const abort = new AbortController();
    let count = 0;
    for await (const _event of client.watch(resources.pods, { signal: abort.signal })) {
      count++;
      abort.abort();
    }
    expect(count).toBe(1);
  });
});

describe('kubeconfig', () => {
  const config = (server: string, cluster = '', user = 'token: secret'): string => `
apiVersion: v1
kind: Config
current-context: main
clusters: [{name: c, cluster: {server: "${server}"${cluster}}}]
users: [{name: u, user: {${user}}}]
contexts: [{name: main, context: {cluster: c, user: u}}]
`;

  test('server, path and token', async () => {
    const { url, seen } = await listen(reply(pod));
    const client = await clientFromKubeconfig(config(`${url}/k8s/clusters/local`));
    open.push(() => client.close());
    await client.get(resources.pods, { name: 'a' });
    expect(seen[0]?.url).toBe('/k8s/clusters/local/api/v1/pods/a');
    expect(seen[0]?.headers.authorization).toBe('Bearer secret');
  });

  test.each([
    [
      'skips verification',
      config('https://example.com', ', insecure-skip-tls-verify: true'),
      /skips TLS/,
    ],
    ['exec', config('https://example.com', '', 'exec: {command: aws, apiVersion: v1}'), /plug-in/],
    [
      'no cluster',
      config('https://example.com').replace('cluster: c,', 'cluster: x,'),
      /no known cluster/,
    ],
    ['no YAML', '{', /can't be read/],
  ])('%s is refused', async (_name, yaml, message) => {
    const failure = await clientFromKubeconfig(yaml).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(KubeconfigError);
    expect((failure as Error).message).toMatch(message);
  });

  test('outside a cluster there is no in-cluster client', async () => {
    await expect(inClusterClient({})).rejects.toThrow(KubeconfigError);
  });
});
