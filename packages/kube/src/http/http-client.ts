import type {
  ApiResource,
  GroupVersionResource,
  KubeClient,
  ListOptions,
  ObjectRef,
  PatchOptions,
  WatchEvent,
  WatchOptions,
  WriteOptions,
} from '../client.ts';
import { isObject } from '../json.ts';
import type { KubeList, KubeObject } from '../object.ts';
import { StatusError, type Status } from '../status-error.ts';
import { badRequest, internalError } from '../status-errors.ts';
import { discoverResources } from './discover.ts';
import {
  collectionPath,
  objectPath,
  queryText,
  selectionQuery,
  type Query,
} from './request-path.ts';
import { createTransport, type Transport, type TransportOptions } from './transport.ts';

/** How `httpClient` reaches an API server. */
export type HttpClientOptions = TransportOptions;

/** A client over HTTP, whose idle connections can be closed. */
export interface HttpKubeClient extends KubeClient {
  close(): void;
}

/**
 * The client port for any kube-apiserver, also one that lies below a path of its host. Answers are
 * taken for the kind that was asked for, as the API promises it.
 */
export function httpClient(options: HttpClientOptions): HttpKubeClient {
  const transport = createTransport(options);
  return {
    get: async <T extends KubeObject>(resource: GroupVersionResource, ref: ObjectRef) =>
      asObject(await transport.json({ method: 'GET', path: objectPath(resource, ref) })) as T,
    list: (resource, query) => list(transport, resource, query),
    create: (resource, object, more) => create(transport, resource, object, more),
    update: (resource, object, more) => update(transport, resource, object, more),
    patch: (resource, ref, body, more) => patch(transport, resource, ref, body, more),
    delete: async (resource, ref, more = {}) => {
      const body = { kind: 'DeleteOptions', apiVersion: 'v1', ...more, dryRun: undefined };
      const dryRun = more.dryRun === true ? { dryRun: ['All'] } : {};
      const path = objectPath(resource, ref);
      return asObject(
        await transport.json({ method: 'DELETE', path, body: { ...body, ...dryRun } }),
      );
    },
    watch: (resource, query) => watch(transport, resource, query),
    discover: (): Promise<ApiResource[]> => discoverResources(transport),
    close: () => transport.close(),
  };
}

async function list<T extends KubeObject>(
  transport: Transport,
  resource: GroupVersionResource,
  options: ListOptions = {},
): Promise<KubeList<T>> {
  const query = { ...selectionQuery(options), limit: options.limit, continue: options.continue };
  const path = `${collectionPath(resource, options.namespace)}${queryText(query)}`;
  const value = await transport.json({ method: 'GET', path });
  if (!isObject(value) || typeof value['kind'] !== 'string') throw notAnObject(value);
  const apiVersion = String(value['apiVersion']);
  const items = Array.isArray(value['items']) ? (value['items'] as T[]) : [];
  // Lists leave apiVersion and kind of their items out; all else expects them.
  const kind = value['kind'].replace(/List$/, '');
  return {
    apiVersion,
    kind: value['kind'],
    metadata: value['metadata'] as KubeList['metadata'],
    items: items.map((item) => ({
      ...item,
      apiVersion: item.apiVersion ?? apiVersion,
      kind: item.kind ?? kind,
    })),
  };
}

async function create<T extends KubeObject>(
  transport: Transport,
  resource: GroupVersionResource,
  object: T,
  options: WriteOptions & { namespace?: string; subresource?: string } = {},
): Promise<T> {
  const namespace = options.namespace ?? object.metadata.namespace;
  const path =
    options.subresource === undefined
      ? collectionPath(resource, namespace)
      : objectPath(resource, refOf(object, namespace, options.subresource));
  const query = queryText(writeQuery(options));
  return asObject(await transport.json({ method: 'POST', path: path + query, body: object })) as T;
}

async function update<T extends KubeObject>(
  transport: Transport,
  resource: GroupVersionResource,
  object: T,
  options: WriteOptions & { subresource?: string } = {},
): Promise<T> {
  const path = objectPath(resource, refOf(object, object.metadata.namespace, options.subresource));
  const query = queryText(writeQuery(options));
  return asObject(await transport.json({ method: 'PUT', path: path + query, body: object })) as T;
}

async function patch<T extends KubeObject>(
  transport: Transport,
  resource: GroupVersionResource,
  ref: ObjectRef,
  body: unknown,
  options: PatchOptions,
): Promise<T> {
  const query = queryText({ ...writeQuery(options), force: options.force });
  const path = objectPath(resource, ref) + query;
  const contentType = options.type;
  return asObject(await transport.json({ method: 'PATCH', path, body, contentType })) as T;
}

async function* watch<T extends KubeObject>(
  transport: Transport,
  resource: GroupVersionResource,
  options: WatchOptions = {},
): AsyncGenerator<WatchEvent<T>> {
  const query = queryText({
    ...selectionQuery(options),
    watch: true,
    allowWatchBookmarks: true,
    resourceVersion: options.resourceVersion,
  });
  const path = collectionPath(resource, options.namespace) + query;
  const { signal } = options;
  try {
    const request = { method: 'GET', path, ...(signal === undefined ? {} : { signal }) };
    for await (const line of transport.lines(request)) yield readEvent(line) as WatchEvent<T>;
  } catch (error) {
    if (signal?.aborted !== true) throw error;
  }
}

function readEvent(line: string): WatchEvent {
  const event: unknown = JSON.parse(line);
  if (!isObject(event) || !isObject(event['object'])) throw notAnObject(event);
  if (event['type'] === 'ERROR') throw new StatusError(event['object'] as unknown as Status);
  return event as unknown as WatchEvent;
}

function writeQuery(options: WriteOptions): Query {
  return {
    fieldManager: options.fieldManager,
    dryRun: options.dryRun === true ? 'All' : undefined,
  };
}

function refOf(object: KubeObject, namespace?: string, subresource?: string): ObjectRef {
  const { name } = object.metadata;
  if (name === undefined || name === '') throw badRequest('metadata.name: Required value');
  return {
    name,
    ...(namespace === undefined ? {} : { namespace }),
    ...(subresource === undefined ? {} : { subresource }),
  };
}

function asObject(value: unknown): KubeObject {
  if (!isObject(value) || typeof value['kind'] !== 'string') throw notAnObject(value);
  return value as KubeObject;
}

function notAnObject(value: unknown): StatusError {
  return internalError(
    `the server's answer is no Kubernetes object: ${JSON.stringify(value)?.slice(0, 200)}`,
  );
}
