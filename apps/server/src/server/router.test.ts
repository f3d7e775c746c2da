import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRouter } from './router.ts';

const said: string[] = [];
const say =
  (name: string) =>
  async (_request: unknown, response: http.ServerResponse, path = '') => {
    said.push(`${name} ${path}`.trim());
    response.end(name);
  };
const router = createRouter({
  portalHosts: new Set(['localhost', '127.0.0.1', '[::1]']),
  app: (request, response) => void say('app')(request, response),
  git: say('git'),
  registry: say('registry'),
  kube: say('kube'),
  ingress: {
    async handle(request, response) {
      if (request.headers.host?.startsWith('shop-dev.localhost') !== true) return false;
      response.end('workload');
      return true;
    },
    upgrade: async () => false,
  },
  onError: () => undefined,
});
let server: http.Server;
let secure = false;

beforeAll(async () => {
  server = http.createServer((request, response) => router.request(request, response, secure));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => server.close());

async function get(path: string, host: string): Promise<string> {
  const { port } = server.address() as AddressInfo;
  return new Promise((resolve, reject) => {
    http
      .get({ port, host: '127.0.0.1', path, headers: { host } }, (response) => {
        let text = '';
        response.on('data', (chunk: Buffer) => (text += chunk.toString()));
        response.on('end', () => resolve(`${response.statusCode} ${text}`));
      })
      .on('error', reject);
  });
}

describe('createRouter', () => {
  it.each([
    ['/', 'localhost:8080', '200 app'],
    ['/api/v1/projects', '127.0.0.1', '200 app'],
    ['/git/web/shop.git/info/refs', 'LOCALHOST:1', '200 git'],
    ['/v2/', '[::1]:8080', '200 registry'],
    ['/', 'shop-dev.localhost:8080', '200 workload'],
    ['/git/x', 'shop-dev.localhost', '200 workload'],
  ])('sends %s of %s to the right part', async (path, host, answer) => {
    expect(await get(path, host)).toBe(answer);
  });

  it('answers 421 for a host that nothing claims', async () => {
    expect(await get('/', 'evil.example.com')).toMatch(/^421 /);
  });

  it('serves the cluster over TLS alone, below its prefix', async () => {
    expect(await get('/k8s/clusters/local/api', 'localhost')).toMatch(/^403 .*https only/);
    secure = true;
    expect(await get('/k8s/clusters/local/api?x=1', 'localhost')).toBe('200 kube');
    secure = false;
    expect(said.at(-1)).toBe('kube /api?x=1');
  });
});
