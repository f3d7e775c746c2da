import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, request as httpRequest, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startControllers, type Controllers } from '@fairway/kube-controllers';
import {
  httpClient,
  resources,
  type Deployment,
  type HttpKubeClient,
  type Ingress,
  type Pod,
} from '@fairway/kube';
import { createSandboxRuntime } from '@fairway/sandbox';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { startCluster, stopShared, type TestCluster } from '../../kube-server/tests/_cluster.ts';
import { createIngressProxy, startKubelet, type IngressProxy, type Kubelet } from '../src/index.ts';
import { hostImages, textOf, webServer } from './_util.ts';

// The whole way from a Deployment to an answer, on the real API server and controllers.

let cluster: TestCluster;
let client: HttpKubeClient;
let controllers: Controllers;
let kubelet: Kubelet;
let proxy: IngressProxy;
let server: Server;
let folder: string;
const warnings: unknown[] = [];
const logger = {
  info: () => undefined,
  warn: (fields: unknown, message: unknown) => void warnings.push([message, fields]),
};
const wait = { timeout: 15_000, interval: 30 };
const namespace = 'default';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kubelet-'));
  cluster = await startCluster();
  client = httpClient({ server: cluster.url });
  controllers = startControllers({
    client,
    caPem: 'the CA',
    nodeName: 'local',
    logger: { warn: (...entry) => warnings.push(entry), error: (...entry) => warnings.push(entry) },
  });
  kubelet = await startKubelet({
    client,
    sandbox: await createSandboxRuntime({ dataDir: join(folder, 'sandbox') }),
    images: hostImages,
    dataDir: join(folder, 'kubelet'),
    nodeName: 'local',
    logger,
  });
  proxy = await createIngressProxy({ client, endpoints: kubelet.endpoints, logger });
  server = createServer((request, response) => void proxy.handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  await vi.waitFor(
    async () => await client.get(resources.serviceAccounts, { namespace, name: 'default' }),
    wait,
  );
});

afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await proxy.close();
  await kubelet.stopAll();
  await controllers.close();
  client.close();
  await cluster[Symbol.asyncDispose]();
  await stopShared();
  await rm(folder, { recursive: true, force: true });
});

function deployment(version: string): Deployment {
  const labels = { app: 'web' };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', namespace },
    spec: {
      replicas: 2,
      selector: { matchLabels: labels },
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
      template: {
        metadata: { labels },
        spec: {
          terminationGracePeriodSeconds: 5,
          containers: [
            {
              name: 'app',
              image: 'host',
              command: webServer(`process.env.HOSTNAME='${version}'`),
              ports: [{ name: 'http', containerPort: 8080 }],
              readinessProbe: { httpGet: { path: '/', port: 'http' }, periodSeconds: 5 },
              resources: { limits: { memory: '256Mi' } },
            },
          ],
        },
      },
    },
  };
}

async function ask(path: string): Promise<string> {
  const { port } = server.address() as AddressInfo;
  return await new Promise((resolve) => {
    const headers = { host: 'web.localhost' };
    httpRequest({ host: '127.0.0.1', port, path, headers, agent: false }, (answer) => {
      let body = '';
      answer.on('data', (chunk: Buffer) => (body += chunk.toString()));
      answer.on('end', () =>
        resolve(answer.statusCode === 200 ? body : `status ${answer.statusCode}`),
      );
      answer.on('error', (error) => resolve(String(error)));
    })
      .on('error', (error) => resolve(String(error)))
      .end();
  });
}

async function pods(): Promise<Pod[]> {
  return (await client.list<Pod>(resources.pods, { namespace })).items;
}

test('a Deployment becomes an answer, rolls without a lost request, and goes', async () => {
  await client.create(resources.deployments, deployment('one'));
  await client.create(resources.services, {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'web', namespace },
    spec: { selector: { app: 'web' }, ports: [{ name: 'http', port: 80, targetPort: 'http' }] },
  });
  const backend = { service: { name: 'web', port: { name: 'http' } } };
  const ingress: Ingress = {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { name: 'web', namespace },
    spec: {
      rules: [
        { host: 'web.localhost', http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } },
      ],
    },
  };
  await client.create(resources.ingresses, ingress);
  await vi.waitFor(async () => expect(await ask('/')).toBe('one'), wait);
  await vi.waitFor(async () => {
    const served = await client.get<Ingress>(resources.ingresses, { namespace, name: 'web' });
    expect(served.status?.loadBalancer?.ingress).toEqual([{ hostname: 'localhost' }]);
    const web = await client.get<Deployment>(resources.deployments, { namespace, name: 'web' });
    expect(web.status?.readyReplicas).toBe(2);
  }, wait);

  const answers: Promise<string>[] = [];
  const timer = setInterval(() => {
    answers.push(ask(answers.length % 10 === 0 ? '/slow' : '/'));
  }, 20);
  const { spec } = deployment('two');
  const ref = { namespace, name: 'web' };
  await client.patch(
    resources.deployments,
    ref,
    { spec: { template: spec.template } },
    { type: 'application/merge-patch+json' },
  );
  await vi.waitFor(async () => {
    const names = await pods();
    expect(names).toHaveLength(2);
    expect(names.every((pod) => JSON.stringify(pod.spec).includes('two'))).toBe(true);
    expect(names.every(({ metadata }) => metadata.deletionTimestamp === undefined)).toBe(true);
  }, wait);
  clearInterval(timer);
  const results = await Promise.all(answers);
  expect(results.filter((result) => !['one', 'two', 'slow'].includes(result))).toEqual([]);
  expect(results.length).toBeGreaterThan(20);
  expect(await ask('/')).toBe('two');

  const [pod] = await pods();
  const { name = '' } = pod?.metadata ?? {};
  expect(
    await textOf(await kubelet.logs({ namespace, pod: name }, new AbortController().signal)),
  ).toBe('listening\n');
  await client.delete(resources.deployments, ref);
  await vi.waitFor(async () => expect(await pods()).toEqual([]), wait);
  await vi.waitFor(async () => expect(await ask('/')).toBe('status 503'), wait);
  await vi.waitFor(() => expect(kubelet.endpoints.list()).toEqual([]), wait);
  expect(warnings.filter((entry) => !JSON.stringify(entry).includes('issues no tokens'))).toEqual(
    [],
  );
});
