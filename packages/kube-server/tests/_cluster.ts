import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { KubeClient } from '@fairway/kube';
import {
  createKubeServer,
  type KubeServer,
  type KubeServerOptions,
  type UserInfo,
} from '../src/index.ts';
import { startPostgres, type TestPostgres } from './_postgres.ts';

export const admin: UserInfo = { username: 'admin', groups: ['system:masters'] };

/** A parsed answer that a test takes apart field by field. */
// oxlint-disable-next-line typescript/no-explicit-any -- every use is an assertion on the value
export type Loose = any;

/** A server on a database of its own, with plain HTTP on loopback. */
export interface TestCluster extends AsyncDisposable {
  server: KubeServer;
  client: KubeClient;
  url: string;
  request: (
    path: string,
    init?: RequestInit,
  ) => Promise<{ status: number; body: Loose; headers: Headers }>;
  restart: () => Promise<void>;
}

let shared: Promise<TestPostgres> | undefined;

export async function startCluster(options: Partial<KubeServerOptions> = {}): Promise<TestCluster> {
  shared ??= startPostgres();
  const database = await (await shared).database();
  const make = (): Promise<KubeServer> =>
    createKubeServer({
      pool: database(),
      authenticate: async (request) => {
        const name = request.headers['x-user'];
        if (name === 'nobody') return undefined;
        return typeof name === 'string' ? { username: name, groups: [] } : admin;
      },
      ...options,
    });
  let server = await make();
  const http: Server = createServer((request, response) => {
    void server.handle(request, response, request.url ?? '/');
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  const cluster: TestCluster = {
    server,
    client: server.client(admin),
    url,
    async request(path, init) {
      const response = await fetch(`${url}${path}`, init);
      const text = await response.text();
      let body: unknown = text;
      try {
        body = JSON.parse(text);
      } catch {
        // Not every answer is JSON.
      }
      return { status: response.status, body, headers: response.headers };
    },
    async restart() {
      await server.close();
      server = await make();
      cluster.server = server;
      cluster.client = server.client(admin);
    },
    async [Symbol.asyncDispose]() {
      await server.close();
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    },
  };
  return cluster;
}

/** Stops the PostgreSQL that the file's clusters share. */
export async function stopShared(): Promise<void> {
  await (await shared)?.stop();
  shared = undefined;
}

/** A JSON request body. */
export function json(method: string, body: unknown, type = 'application/json'): RequestInit {
  return { method, body: JSON.stringify(body), headers: { 'content-type': type } };
}
