import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import {
  createInformer,
  resources,
  type EndpointSlice,
  type Ingress,
  type KubeClient,
  type Service,
} from '@fairway/kube';
import { messageOf } from '../errors.ts';
import { silentLogger, type KubeletLogger } from '../logger.ts';
import type { EndpointTable } from '../network/endpoint-table.ts';
import { AgentPool } from './agent-pool.ts';
import { readyBackends, type Backend } from './backends.ts';
import { sendError } from './error-page.ts';
import { forward, type ForwardTimeouts } from './forward.ts';
import { writeIngressStatus } from './ingress-status.ts';
import { findRoute, routeTable, type Route, type RouteTable } from './route-table.ts';
import { forwardUpgrade } from './upgrade.ts';

/** What `createIngressProxy` needs. */
export interface IngressProxyOptions {
  readonly client: KubeClient;
  /** The kubelet's table. */
  readonly endpoints: EndpointTable;
  /** Written to every Ingress' status; `localhost` when absent. */
  readonly hostname?: string;
  readonly logger?: KubeletLogger;
  /** 2 s to connect and 60 s of silence when absent. */
  readonly timeouts?: ForwardTimeouts;
}

/** Routes requests by the Ingresses of the cluster; the platform's one port hands them in. */
export interface IngressProxy {
  /** False, with nothing done, when no Ingress claims the request's host. */
  handle(request: IncomingMessage, response: ServerResponse): Promise<boolean>;
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<boolean>;
  /** The hosts that Ingresses claim. */
  hosts(): string[];
  close(): Promise<void>;
}

/** Starts the proxy: resolves once it knows the cluster's Ingresses, Services and endpoints. */
export async function createIngressProxy(options: IngressProxyOptions): Promise<IngressProxy> {
  const { client, endpoints, logger = silentLogger, hostname = 'localhost' } = options;
  const timeouts = options.timeouts ?? { connectMs: 2000, idleMs: 60_000 };
  const onError = (error: unknown): void =>
    logger.warn({ error: messageOf(error) }, 'watch failed');
  const ingresses = createInformer<Ingress>(client, resources.ingresses, { onError });
  const services = createInformer<Service>(client, resources.services, { onError });
  const slices = createInformer<EndpointSlice>(client, resources.endpointSlices, { onError });
  const agents = new AgentPool();
  const turns = new Map<string, number>();
  let table: RouteTable | undefined;

  ingresses.on((event, ingress) => {
    table = undefined;
    if (event !== 'delete') void writeIngressStatus(client, ingress, hostname, logger);
  });
  const unlisten = endpoints.onChange((uid) => {
    const live = endpoints.list().some(({ podUid, draining }) => podUid === uid && !draining);
    if (!live) agents.drop((podUid) => podUid === uid);
  });
  for (const informer of [ingresses, services, slices]) informer.start();
  await Promise.all([ingresses.synced, services.synced, slices.synced]);

  function find(request: IncomingMessage): ReturnType<typeof findRoute> {
    table ??= routeTable(ingresses.list());
    const host = (request.headers.host ?? '').replace(/:\d+$/, '');
    return findRoute(table, host, (request.url ?? '/').split('?')[0] ?? '/');
  }

  /** Ready endpoints, each time beginning with another one, without those tried already. */
  function candidates(route: Route, tried: ReadonlySet<string>): Backend[] {
    const name = route.backend.service?.name ?? '';
    const service = services.get(route.namespace, name);
    const ready = readyBackends(route.backend, service, slices.list(), endpoints);
    const key = `${route.namespace}/${name}`;
    const turn = (turns.get(key) ?? 0) + 1;
    turns.set(key, turn);
    const rotated = ready.map((_, index) => ready[(index + turn) % ready.length]);
    return rotated.filter(
      (backend) => backend !== undefined && !tried.has(keyOf(backend)),
    ) as Backend[];
  }

  return {
    async handle(request, response) {
      const { claimed, route } = find(request);
      if (!claimed) return false;
      const accept = request.headers.accept;
      if (route === undefined) {
        sendError(
          response,
          404,
          'Not found',
          'No Ingress of this host has a path for this request.',
          accept,
        );
        return true;
      }
      const tried = new Set<string>();
      for (;;) {
        const [backend] = candidates(route, tried);
        if (backend === undefined) {
          const name = `${route.namespace}/${route.backend.service?.name ?? ''}`;
          const detail =
            tried.size === 0
              ? `The service ${name} has no ready pod. It may be starting, or failing: look at its project's page.`
              : `No pod of the service ${name} takes connections.`;
          sendError(response, tried.size === 0 ? 503 : 502, 'Service unavailable', detail, accept);
          return true;
        }
        tried.add(keyOf(backend));
        const result = await forward(request, response, backend, agents, timeouts);
        if (result.kind === 'done' || response.destroyed) return true;
        if (result.retry) continue;
        const detail = `The application did not answer: ${result.error.message}.`;
        sendError(response, result.timeout ? 504 : 502, 'Bad gateway', detail, accept);
        return true;
      }
    },
    async upgrade(request, socket, head) {
      const { claimed, route } = find(request);
      if (!claimed) return false;
      socket.on('error', () => socket.destroy());
      const tried = new Set<string>();
      for (;;) {
        const [backend] = route === undefined ? [] : candidates(route, tried);
        if (backend === undefined) break;
        tried.add(keyOf(backend));
        if (await forwardUpgrade(request, socket, head, backend, timeouts.idleMs)) return true;
      }
      const status = route === undefined ? '404 Not Found' : '503 Service Unavailable';
      socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
      return true;
    },
    hosts() {
      table ??= routeTable(ingresses.list());
      return [...table.keys()];
    },
    async close() {
      unlisten();
      agents.close();
      await Promise.all([ingresses.close(), services.close(), slices.close()]);
    },
  };
}

function keyOf({ address }: Backend): string {
  return `${address.host}:${address.port}`;
}
