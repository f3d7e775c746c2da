import {
  createServer,
  request as httpRequest,
  type IncomingHttpHeaders,
  type Server,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { resources, type EndpointSlice, type Ingress, type Pod } from '@fairway/kube';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createIngressProxy, type IngressProxy } from '../src/index.ts';
import { createRig, isReady, webServer, type Rig } from './_util.ts';

let rig: Rig;
let proxy: IngressProxy;
let server: Server;
let port: number;

beforeAll(async () => {
  rig = await createRig({ drainMs: 150 });
  proxy = await createIngressProxy({
    client: rig.api.client,
    endpoints: rig.kubelet.endpoints,
    timeouts: { connectMs: 1000, idleMs: 1500 },
  });
  server = createServer((request, response) => {
    void proxy.handle(request, response).then((claimed) => {
      if (!claimed) response.writeHead(421).end('not ours');
      return claimed;
    });
  });
  server.on('upgrade', (request, socket, head) => void proxy.upgrade(request, socket, head));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ({ port } = server.address() as AddressInfo);
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await proxy.close();
  await rig[Symbol.asyncDispose]();
});

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly headers: IncomingHttpHeaders;
}

async function ask(
  host: string,
  path: string,
  init: { method?: string; body?: string; headers?: Record<string, string> } = {},
): Promise<Answer> {
  return await new Promise((resolve, reject) => {
    const headers = { host, ...init.headers };
    const outgoing = httpRequest(
      { host: '127.0.0.1', port, path, method: init.method ?? 'GET', headers },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('error', reject);
        answer.on('end', () => {
          resolve({
            status: answer.statusCode ?? 0,
            body: Buffer.concat(chunks).toString(),
            headers: answer.headers,
          });
        });
      },
    );
    outgoing.on('error', reject);
    outgoing.end(init.body);
  });
}

/** What the endpoints controller does: a slice of the ready pods of an app. */
async function publish(service: string, pods: readonly Pod[]): Promise<void> {
  const metadata = {
    name: `${service}-1`,
    namespace: 'default',
    labels: { 'kubernetes.io/service-name': service },
  };
  const slice: EndpointSlice = {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata,
    addressType: 'IPv4',
    ports: [{ name: 'http', port: 8080 }],
    endpoints: pods.map((pod) => ({
      addresses: [pod.status?.podIP ?? ''],
      conditions: { ready: true },
    })),
  };
  await rig.api.client.update(resources.endpointSlices, slice);
}

async function expose(
  service: string,
  host: string,
  path = '/',
  pathType: 'Exact' | 'Prefix' = 'Prefix',
): Promise<void> {
  const metadata = { name: service, namespace: 'default' };
  await rig.api.client.create(resources.services, {
    apiVersion: 'v1',
    kind: 'Service',
    metadata,
    spec: { ports: [{ name: 'http', port: 80, targetPort: 'http' }] },
  });
  const backend = { service: { name: service, port: { name: 'http' } } };
  const ingress: Ingress = {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata,
    spec: { rules: [{ host, http: { paths: [{ path, pathType, backend }] } }] },
  };
  await rig.api.client.create(resources.ingresses, ingress);
  await expect.poll(() => proxy.hosts()).toContain(host);
}

async function web(name: string, command = webServer()): Promise<Pod> {
  await rig.run(name, {
    command,
    ports: [{ name: 'http', containerPort: 8080 }],
    readinessProbe: { httpGet: { path: '/', port: 'http' } },
  });
  return await rig.until(name, isReady);
}

test('an unclaimed host is left to the platform; a claimed one without pods says so', async () => {
  expect(await ask('nobody.localhost', '/')).toMatchObject({ status: 421 });
  await expose('empty', 'empty.localhost', '/api');
  expect(await ask('empty.localhost:8080', '/api/x')).toMatchObject({
    status: 503,
    body: expect.stringContaining('default/empty has no ready pod') as string,
  });
  const page = await ask('empty.localhost', '/api', { headers: { accept: 'text/html' } });
  expect(page.body).toContain('<h1>Service unavailable</h1>');
  expect(await ask('empty.localhost', '/apis')).toMatchObject({ status: 404 });
  const [ingress] = rig.api.objects<Ingress>(resources.ingresses);
  expect(ingress?.status?.loadBalancer?.ingress).toEqual([{ hostname: 'localhost' }]);
});

const echo = `require('http').createServer((q,r)=>{
  if(q.url==='/hang')return;
  let b='';q.on('data',c=>b+=c).on('end',()=>{r.setHeader('x-keep','1');r.end(JSON.stringify({m:q.method,u:q.url,h:q.headers,b}))})
}).on('upgrade',(q,s)=>{s.write('HTTP/1.1 101 Switching Protocols\\r\\nUpgrade: echo\\r\\nConnection: Upgrade\\r\\n\\r\\n');s.pipe(s)}).listen(process.env.PORT)`;

test('requests pass as streams with their headers; upgrades too; silence is a 504', async () => {
  await expose('echo', 'echo.localhost');
  await publish('echo', [await web('echo', ['node', '-e', echo])]);
  await delay(50);
  const answer = await ask('echo.localhost', '/a?b=c', {
    method: 'POST',
    body: 'x'.repeat(300_000),
    headers: { 'x-mine': 'yes', 'x-forwarded-for': '6.6.6.6', connection: 'x-drop', 'x-drop': '1' },
  });
  const seen = JSON.parse(answer.body) as {
    m: string;
    u: string;
    h: Record<string, string>;
    b: string;
  };
  expect([seen.m, seen.u, seen.b.length]).toEqual(['POST', '/a?b=c', 300_000]);
  expect(seen.h).toMatchObject({
    host: 'echo.localhost',
    'x-mine': 'yes',
    'x-forwarded-for': '127.0.0.1',
    'x-forwarded-proto': 'http',
    'x-forwarded-host': 'echo.localhost',
  });
  expect(seen.h).not.toHaveProperty('x-drop');
  expect(answer.headers['x-keep']).toBe('1');
  expect((await ask('echo.localhost', '/hang')).status).toBe(504);
  const echoed = await new Promise<string>((resolve, reject) => {
    const headers = { host: 'echo.localhost', connection: 'Upgrade', upgrade: 'echo' };
    httpRequest({ host: '127.0.0.1', port, headers })
      .on('upgrade', (_, socket) => {
        socket.once('data', (chunk: Buffer) => {
          socket.destroy();
          resolve(chunk.toString());
        });
        socket.write('ping');
      })
      .on('error', reject)
      .end();
  });
  expect(echoed).toBe('ping');
});

test('an endpoint that refuses is passed over for another one', async () => {
  await expose('half', 'half.localhost');
  const good = await web('half');
  const dead = { ...good, status: { podIP: '127.250.250.250' } } as Pod;
  await publish('half', [dead, good]);
  await delay(50);
  const answers = await Promise.all(
    Array.from(
      { length: 6 },
      async (_, index) =>
        await ask('half.localhost', '/', index % 2 === 0 ? {} : { method: 'POST', body: 'data' }),
    ),
  );
  expect(answers.map(({ status, body }) => [status, body])).toEqual(
    Array.from({ length: 6 }, () => [200, 'half']),
  );
});

test('rolling from pod to pod under 50 requests a second loses none', async () => {
  await expose('roll', 'roll.localhost');
  let current = await web('roll-0');
  await publish('roll', [current]);
  await delay(50);
  const answers: Promise<string>[] = [];
  const seen = new Set<string>();
  const timer = setInterval(() => {
    const slow = answers.length % 10 === 0;
    const init = answers.length % 3 === 0 ? { method: 'POST', body: 'b' } : {};
    const one = async (): Promise<string> => {
      try {
        const { status, body } = await ask('roll.localhost', slow ? '/slow' : '/', init);
        seen.add(body);
        return String(status);
      } catch (error) {
        return String(error);
      }
    };
    answers.push(one());
  }, 20);
  for (const name of ['roll-1', 'roll-2']) {
    const next = await web(name);
    await publish('roll', [current, next]);
    await delay(200);
    await rig.api.client.delete(resources.pods, {
      namespace: 'default',
      name: current.metadata.name ?? '',
    });
    // The controller is late: the slice still names the pod that goes.
    await delay(300);
    await publish('roll', [next]);
    await rig.gone(current.metadata.name ?? '');
    current = next;
  }
  clearInterval(timer);
  const results = await Promise.all(answers);
  expect(results.length).toBeGreaterThan(60);
  expect(results.filter((result) => result !== '200')).toEqual([]);
  expect([...seen].sort()).toEqual(['roll-0', 'roll-1', 'roll-2', 'slow']);
});
