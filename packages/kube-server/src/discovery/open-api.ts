import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { sendBytes } from '../http/respond.ts';
import type { JsonObject } from '../json.ts';
import type { ResourceRegistry } from '../registry/resource-registry.ts';
import type { ServedResource } from '../registry/served-resource.ts';
import type { ServerContext } from '../request/context.ts';
import { operationsOf } from './operations.ts';
import { SchemaDocument } from './schema-document.ts';

interface Cached {
  generation: number;
  documents: Map<string, Buffer>;
}

const caches = new WeakMap<ResourceRegistry, Cached>();

/** A document, made when it is first asked for and again when what is served has changed. */
function cached(registry: ResourceRegistry, key: string, make: () => unknown): Buffer {
  let cache = caches.get(registry);
  if (cache === undefined || cache.generation !== registry.generation) {
    cache = { generation: registry.generation, documents: new Map() };
    caches.set(registry, cache);
  }
  let document = cache.documents.get(key);
  if (document === undefined) {
    document = Buffer.from(JSON.stringify(make()));
    cache.documents.set(key, document);
  }
  return document;
}

/** Serves /openapi/v2 and /openapi/v3; false when there is nothing at that path. */
export function serveOpenApi(
  context: ServerContext,
  message: IncomingMessage,
  response: ServerResponse,
  segments: readonly string[],
): boolean {
  const document = documentAt(context.registry, segments.slice(1));
  if (document === undefined) return false;
  const etag = `"${hashOf(document)}"`;
  response.setHeader('ETag', etag);
  response.setHeader('Vary', 'Accept');
  if (message.headers['if-none-match'] === etag) {
    response.writeHead(304).end();
    return true;
  }
  sendBytes(response, 200, document, 'application/json');
  return true;
}

function documentAt(registry: ResourceRegistry, path: readonly string[]): Buffer | undefined {
  const [version, ...rest] = path;
  if (version === 'v2' && rest.length === 0)
    return cached(registry, 'v2', () => version2(registry));
  if (version !== 'v3') return undefined;
  if (rest.length === 0) return cached(registry, 'v3', () => index(registry));
  const groups = groupPaths(registry);
  const resources = groups.get(rest.join('/'));
  if (resources === undefined) return undefined;
  return cached(registry, rest.join('/'), () => version3(resources));
}

/** `api/v1` and `apis/GROUP/VERSION`, each with its resources. */
function groupPaths(registry: ResourceRegistry): Map<string, ServedResource[]> {
  const groups = new Map<string, ServedResource[]>();
  for (const item of registry.all()) {
    const path = item.group === '' ? `api/${item.version}` : `apis/${item.group}/${item.version}`;
    const list = groups.get(path);
    if (list === undefined) groups.set(path, [item]);
    else list.push(item);
  }
  return groups;
}

function index(registry: ResourceRegistry): unknown {
  const paths: JsonObject = {};
  for (const [path, resources] of groupPaths(registry)) {
    const hash = hashOf(cached(registry, path, () => version3(resources)));
    paths[path] = { serverRelativeURL: `/openapi/v3/${path}?hash=${hash}` };
  }
  return { paths };
}

function version3(resources: readonly ServedResource[]): unknown {
  const document = new SchemaDocument('#/components/schemas/', prefixOf(resources[0]));
  addKinds(document, resources);
  return {
    openapi: '3.0.0',
    info: { title: 'Kubernetes', version: 'v1.31.0' },
    paths: Object.assign({}, ...resources.map(operationsOf)) as JsonObject,
    components: { schemas: document.definitions },
  };
}

function version2(registry: ResourceRegistry): unknown {
  const definitions: JsonObject = {};
  for (const resources of groupPaths(registry).values()) {
    const document = new SchemaDocument('#/definitions/', prefixOf(resources[0]));
    addKinds(document, resources);
    Object.assign(definitions, document.definitions);
  }
  return {
    swagger: '2.0',
    info: { title: 'Kubernetes', version: 'v1.31.0' },
    paths: {},
    definitions,
  };
}

function addKinds(document: SchemaDocument, resources: readonly ServedResource[]): void {
  for (const { group, version, kind, schema } of resources) {
    if (schema !== undefined) document.addKind(kind, schema, { group, version, kind });
  }
}

/** Definition names begin with the reversed group and the version. */
function prefixOf(resource: ServedResource | undefined): string {
  const group = resource?.group === '' ? 'core.api.k8s.io' : (resource?.group ?? '');
  return `${group.split('.').reverse().join('.')}.${resource?.version ?? ''}.`;
}

function hashOf(document: Buffer): string {
  return createHash('sha256').update(document).digest('hex').slice(0, 32).toUpperCase();
}
