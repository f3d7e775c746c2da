import type { IncomingMessage, ServerResponse } from 'node:http';
import { parseAccept } from '../http/accept.ts';
import { sendDocument } from '../http/respond.ts';
import type { ServerContext } from '../request/context.ts';
import { aggregatedDiscovery } from './aggregated.ts';
import { apiGroup, apiGroupList, apiResourceList, apiVersions } from './legacy.ts';
import { serveOpenApi } from './open-api.ts';
import { versionInfo } from './version.ts';

const healthPaths = new Set(['healthz', 'livez', 'readyz']);

/** Answers paths that name no resource; false when there is nothing at that path. */
export function serveOther(
  context: ServerContext,
  message: IncomingMessage,
  response: ServerResponse,
  segments: readonly string[],
  query: URLSearchParams,
): boolean {
  const [root = '', second, third] = segments;
  if (healthPaths.has(root)) {
    response.writeHead(200, { 'Content-Type': 'text/plain; charset=utf-8' });
    response.end(query.has('verbose') ? `[+]ping ok\n[+]log ok\n${root} check passed\n` : 'ok');
    return true;
  }
  if (root === 'openapi') return serveOpenApi(context, message, response, segments);
  const document = documentAt(context, message, root, second, third, segments.length);
  if (document === undefined) return false;
  sendJson(response, document.body, document.contentType);
  return true;
}

interface Document {
  body: unknown;
  contentType?: string;
}

function documentAt(
  context: ServerContext,
  message: IncomingMessage,
  root: string,
  second: string | undefined,
  third: string | undefined,
  length: number,
): Document | undefined {
  const { registry } = context;
  if (root === '' || length === 0) return { body: { paths: rootPaths(context) } };
  if (root === 'version' && length === 1) return { body: versionInfo() };
  if (root === 'api' || root === 'apis') {
    if (length === 1) {
      const version = aggregatedVersion(message.headers.accept);
      if (version !== undefined) {
        return {
          body: aggregatedDiscovery(registry, root === 'api', version),
          contentType: `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`,
        };
      }
      return { body: root === 'api' ? apiVersions() : apiGroupList(registry) };
    }
    const group = root === 'api' ? '' : (second ?? '');
    const version = root === 'api' ? second : third;
    const body =
      version === undefined ? apiGroup(registry, group) : apiResourceList(registry, group, version);
    return body === undefined ? undefined : { body };
  }
  return undefined;
}

/** The version of aggregated discovery that the client prefers; undefined for the plain lists. */
function aggregatedVersion(accept: string | undefined): 'v2' | 'v2beta1' | undefined {
  for (const { type, parameters } of parseAccept(accept)) {
    if (type !== 'application/json') continue;
    if (parameters.get('as') === undefined) return undefined;
    if (parameters.get('as') !== 'APIGroupDiscoveryList') continue;
    if (parameters.get('g') !== 'apidiscovery.k8s.io') continue;
    const version = parameters.get('v');
    if (version === 'v2' || version === 'v2beta1') return version;
  }
  return undefined;
}

function rootPaths(context: ServerContext): string[] {
  const groups = new Set(context.registry.all().map((item) => item.group));
  const paths = [...groups].filter((group) => group !== '').map((group) => `/apis/${group}`);
  return [
    '/api',
    '/api/v1',
    '/apis',
    ...paths,
    '/healthz',
    '/livez',
    '/openapi/v2',
    '/openapi/v3',
    '/readyz',
    '/version',
  ];
}

function sendJson(response: ServerResponse, body: unknown, contentType: string | undefined): void {
  if (contentType === undefined) {
    sendDocument(response, 200, body);
    return;
  }
  const bytes = Buffer.from(JSON.stringify(body));
  response.writeHead(200, {
    'Content-Type': contentType,
    'Content-Length': bytes.length,
    Vary: 'Accept',
  });
  response.end(bytes);
}
