import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { GateHandlers } from '../gate/gate.ts';

/** What answers each part of the one origin. */
export interface Routes {
  /** Names under which the portal itself is reached, without a port. */
  portalHosts: ReadonlySet<string>;
  /** The API and the portal. */
  app(request: IncomingMessage, response: ServerResponse): void;
  /** `path` is below the root of each; the embedded cluster answers over TLS alone. */
  git(request: IncomingMessage, response: ServerResponse, path: string): Promise<void>;
  registry(request: IncomingMessage, response: ServerResponse, path: string): Promise<void>;
  kube(request: IncomingMessage, response: ServerResponse, path: string): Promise<void>;
  /** Workloads by host name; false when no Ingress claims the host. */
  ingress: {
    handle(request: IncomingMessage, response: ServerResponse): Promise<boolean>;
    upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<boolean>;
  };
  onError(error: unknown, request: IncomingMessage): void;
}

const kubePrefix = '/k8s/clusters/local';

/** Sends each request of the one port where it belongs; an unknown Host gets 421 (RFC 9110 §15.5.20). */
export function createRouter(routes: Routes): GateHandlers {
  const dispatch = async (
    request: IncomingMessage,
    response: ServerResponse,
    secure: boolean,
  ): Promise<void> => {
    if (!routes.portalHosts.has(hostOf(request))) {
      if (!(await routes.ingress.handle(request, response))) misdirected(response);
      return;
    }
    const url = request.url ?? '/';
    if (url.startsWith('/git/')) await routes.git(request, response, url.slice('/git'.length));
    else if (url === '/v2' || url.startsWith('/v2/')) await routes.registry(request, response, url);
    else if (url === kubePrefix || url.startsWith(`${kubePrefix}/`)) {
      if (!secure) refusePlain(response);
      else await routes.kube(request, response, url.slice(kubePrefix.length) || '/');
    } else routes.app(request, response);
  };
  const upgrade = async (
    request: IncomingMessage,
    socket: Duplex,
    head: Buffer,
    refuse: () => void,
  ): Promise<void> => {
    if (!(await routes.ingress.upgrade(request, socket, head))) refuse();
  };
  return {
    request(request, response, secure) {
      dispatch(request, response, secure).catch((error: unknown) => {
        routes.onError(error, request);
        if (!response.headersSent) response.writeHead(500);
        response.end();
      });
    },
    upgrade(request, socket, head) {
      const refuse = (): void => {
        socket.end('HTTP/1.1 421 Misdirected Request\r\nConnection: close\r\n\r\n');
      };
      if (routes.portalHosts.has(hostOf(request))) {
        refuse();
        return;
      }
      upgrade(request, socket, head, refuse).catch((error: unknown) => {
        routes.onError(error, request);
        socket.destroy();
      });
    },
  };
}

/** The host of a request without its port, in lower case. */
function hostOf(request: IncomingMessage): string {
  const host = (request.headers.host ?? '').toLowerCase();
  const end = host.startsWith('[') ? host.indexOf(']') + 1 : host.lastIndexOf(':');
  return end > 0 ? host.slice(0, end) : host;
}

function misdirected(response: ServerResponse): void {
  response.writeHead(421, { 'content-type': 'text/plain; charset=utf-8' });
  response.end('No workload answers under this host name.\n');
}

function refusePlain(response: ServerResponse): void {
  const status = {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: 'the Kubernetes API is served over https only',
    reason: 'Forbidden',
    code: 403,
  };
  response.writeHead(403, { 'content-type': 'application/json' });
  response.end(JSON.stringify(status));
}
