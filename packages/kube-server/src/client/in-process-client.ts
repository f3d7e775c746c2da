import {
  badRequest,
  StatusError,
  unknownPath,
  type ApiResource,
  type DeleteOptions,
  type GroupVersionResource,
  type KubeClient,
  type KubeList,
  type KubeObject,
  type ListOptions,
  type ObjectRef,
  type PatchOptions,
  type Status,
  type WatchEvent,
  type WatchOptions,
  type WriteOptions,
  formatApiVersion,
} from '@fairway/kube';
import { cloneJson } from '../json.ts';
import type { ApiRequest, ApiResult, Verb, View } from '../request/api-request.ts';
import type { ServerContext } from '../request/context.ts';
import { execute } from '../request/execute.ts';
import type { UserInfo } from '../user-info.ts';

const userAgent = 'fairway';

interface Parts {
  verb: Verb;
  namespace?: string | undefined;
  name?: string | undefined;
  subresource?: string | undefined;
  query?: URLSearchParams;
  body?: unknown;
  patchType?: ApiRequest['patchType'];
  signal?: AbortSignal | undefined;
}

/**
 * The in-process door: KubeClient on the same pipeline as HTTP. Results are the caller's to
 * change; their type is the caller's claim about the resource it names, as with any client.
 */
export class InProcessClient implements KubeClient {
  readonly #context: ServerContext;
  readonly #user: UserInfo;

  constructor(context: ServerContext, user: UserInfo) {
    this.#context = context;
    this.#user = user;
  }

  async get<T extends KubeObject>(resource: GroupVersionResource, ref: ObjectRef): Promise<T> {
    return this.#object<T>(resource, { verb: 'get', ...ref });
  }

  async list<T extends KubeObject>(
    resource: GroupVersionResource,
    options: ListOptions = {},
  ): Promise<KubeList<T>> {
    const { namespace } = options;
    const result = await this.#run(resource, {
      verb: 'list',
      namespace,
      query: listQuery(options),
    });
    if (result.type !== 'list') throw new TypeError('a list was answered with something else');
    const served = this.#resolve(resource);
    return {
      apiVersion: formatApiVersion(served),
      kind: served.listKind,
      metadata: result.metadata,
      items: result.views.map((view) => copy(view) as T),
    };
  }

  async create<T extends KubeObject>(
    resource: GroupVersionResource,
    object: T,
    options: WriteOptions & { namespace?: string; subresource?: string } = {},
  ): Promise<T> {
    return this.#object<T>(resource, {
      verb: 'create',
      namespace: options.namespace ?? object.metadata.namespace,
      ...(options.subresource === undefined
        ? {}
        : { name: object.metadata.name, subresource: options.subresource }),
      query: writeQuery(options),
      body: cloneJson(object),
    });
  }

  async update<T extends KubeObject>(
    resource: GroupVersionResource,
    object: T,
    options: WriteOptions & { subresource?: string } = {},
  ): Promise<T> {
    return this.#object<T>(resource, {
      verb: 'update',
      namespace: object.metadata.namespace,
      name: object.metadata.name,
      subresource: options.subresource,
      query: writeQuery(options),
      body: cloneJson(object),
    });
  }

  async patch<T extends KubeObject>(
    resource: GroupVersionResource,
    ref: ObjectRef,
    body: unknown,
    options: PatchOptions,
  ): Promise<T> {
    const query = writeQuery(options);
    if (options.force === true) query.set('force', 'true');
    return this.#object<T>(resource, {
      verb: 'patch',
      ...ref,
      query,
      body: cloneJson(body),
      patchType: options.type,
    });
  }

  async delete(
    resource: GroupVersionResource,
    ref: ObjectRef,
    options: DeleteOptions = {},
  ): Promise<KubeObject> {
    const { dryRun, ...body } = options;
    const query = writeQuery(dryRun === undefined ? {} : { dryRun });
    return this.#object(resource, { verb: 'delete', ...ref, query, body });
  }

  async *watch<T extends KubeObject>(
    resource: GroupVersionResource,
    options: WatchOptions = {},
  ): AsyncGenerator<WatchEvent<T>> {
    const { namespace, signal, resourceVersion } = options;
    const query = listQuery(options);
    query.set('allowWatchBookmarks', 'true');
    if (resourceVersion !== undefined) query.set('resourceVersion', resourceVersion);
    const result = await this.#run(resource, { verb: 'watch', namespace, query, signal });
    if (result.type !== 'watch') throw new TypeError('a watch was answered with something else');
    for await (const batch of result.feed) {
      for (const event of batch) {
        if (event.type === 'ERROR') throw new StatusError(event.object as unknown as Status);
        yield { type: event.type, object: copy(event) as T };
      }
    }
  }

  async discover(): Promise<ApiResource[]> {
    return this.#context.registry.all().map((item) => ({
      group: item.group,
      version: item.version,
      resource: item.resource,
      kind: item.kind,
      namespaced: item.namespaced,
      verbs: item.verbs,
      subresources: item.subresources,
    }));
  }

  #resolve(resource: GroupVersionResource): ApiRequest['resource'] {
    const found = this.#context.registry.find(resource.group, resource.version, resource.resource);
    if (found === undefined) throw unknownPath();
    return found;
  }

  async #object<T extends KubeObject>(resource: GroupVersionResource, parts: Parts): Promise<T> {
    if (parts.verb !== 'create' && !parts.name) throw badRequest('the object has no name');
    const result = await this.#run(resource, parts);
    if (result.type !== 'object') throw new TypeError('an object was expected');
    return copy(result.view) as T;
  }

  #run(gvr: GroupVersionResource, parts: Parts): Promise<ApiResult> {
    const resource = this.#resolve(gvr);
    const { verb, name, subresource, query = new URLSearchParams(), patchType, signal } = parts;
    const namespace = resource.namespaced ? parts.namespace || undefined : undefined;
    const isCollection = verb === 'list' || verb === 'watch' || verb === 'deletecollection';
    if (resource.namespaced && namespace === undefined && !isCollection) {
      throw badRequest('an empty namespace may not be set during creation or access by name');
    }
    return execute(this.#context, {
      user: this.#user,
      verb,
      resource,
      namespace,
      name,
      subresource,
      query,
      body: parts.body,
      patchType,
      userAgent,
      signal: signal ?? new AbortController().signal,
      warnings: [],
    });
  }
}

function copy(view: View): KubeObject {
  // The bytes are those of an object; parsing them is the cheapest copy.
  if (view.json !== undefined) return JSON.parse(view.json.toString()) as KubeObject;
  return cloneJson(view.object);
}

function listQuery(options: ListOptions): URLSearchParams {
  const query = new URLSearchParams();
  for (const name of ['labelSelector', 'fieldSelector', 'continue'] as const) {
    const value = options[name];
    if (value !== undefined && value !== '') query.set(name, value);
  }
  if (options.limit !== undefined) query.set('limit', String(options.limit));
  return query;
}

function writeQuery(options: WriteOptions): URLSearchParams {
  const query = new URLSearchParams();
  if (options.fieldManager !== undefined) query.set('fieldManager', options.fieldManager);
  if (options.dryRun === true) query.set('dryRun', 'All');
  return query;
}
