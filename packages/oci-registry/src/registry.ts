import type { IncomingMessage, ServerResponse } from 'node:http';

import { type ContentStore, MEDIA_TYPES } from '@fairway/oci';

import { handleBlob } from './blobs.ts';
import { type Call, page, replyJson, type Stores, unsupported } from './call.ts';
import { collectGarbage, type GarbageOptions, type GarbageResult } from './collect-garbage.ts';
import { handleManifest, type PushEvent } from './manifests.ts';
import { RegistryError } from './registry-error.ts';
import { RepositoryStore } from './repository-store.ts';
import { actionOf, parseRoute, type RegistryAction, type Route } from './route.ts';
import { handleUpload, handleUploads } from './uploads.ts';
import { UploadStore } from './upload-store.ts';

/** What somebody wants to do; for the one who decides on it. */
export interface AuthorizeRequest {
  readonly method: string;
  /** Absent for the registry as a whole (`/v2/` and the catalog). */
  readonly repository?: string;
  readonly action: RegistryAction;
  /** The Authorization header as it came. */
  readonly authorization?: string;
  readonly remoteAddress: string;
}

/** The decision; `challenge` becomes the WWW-Authenticate header. */
export type AuthorizeDecision =
  | { readonly allowed: true; readonly subject: string }
  | {
      readonly allowed: false;
      readonly status: 401 | 403;
      readonly challenge?: string;
      readonly message: string;
    };

/** Takes what goes wrong on our side (pino's signature). */
export interface RegistryLogger {
  error(fields: object, message: string): void;
}

/** What {@link createRegistry} needs. */
export interface RegistryOptions {
  readonly store: ContentStore;
  /** Repositories and uploads live here; on the content store's file system. */
  readonly dir: string;
  readonly authorize: (request: AuthorizeRequest) => Promise<AuthorizeDecision>;
  readonly logger?: RegistryLogger;
  /** Told of each manifest pushed, after it is answered. */
  readonly onPush?: (event: PushEvent) => void | Promise<void>;
  /** Largest blob in bytes; 8 GiB when absent. */
  readonly maxBlobBytes?: number;
}

/** An OCI distribution registry (specification 1.1) for any `node:http` server. */
export interface Registry {
  /**
   * Answers a request. Never rejects.
   * @param path path and query below the origin, e.g. `/v2/acme/app/tags/list?n=5`
   */
  handle(req: IncomingMessage, res: ServerResponse, path: string): Promise<void>;
  listRepositories(): Promise<readonly string[]>;
  /** Whether there was such a repository. Its blobs go with the next garbage collection. */
  deleteRepository(name: string): Promise<boolean>;
  collectGarbage(options?: GarbageOptions): Promise<GarbageResult>;
}

const DEFAULT_MAX_BLOB = 8 * 1024 ** 3;
const CHALLENGE = 'Basic realm="registry", charset="UTF-8"';

/** A registry over a content store; the folders it needs are made. */
export async function createRegistry(options: RegistryOptions): Promise<Registry> {
  const stores: Stores = {
    content: options.store,
    repositories: new RepositoryStore(options.dir),
    uploads: new UploadStore(options.dir, options.store, options.maxBlobBytes ?? DEFAULT_MAX_BLOB),
  };
  await stores.repositories.open();
  await stores.uploads.open();
  return {
    handle: async (req, res, path) => handle(options, stores, { req, res }, path),
    listRepositories: async () => stores.repositories.list(),
    deleteRepository: async (name) => stores.repositories.delete(name),
    collectGarbage: async (garbage = {}) => collectGarbage(stores, garbage),
  };
}

async function handle(
  options: RegistryOptions,
  stores: Stores,
  { req, res }: Pick<Call, 'req' | 'res'>,
  path: string,
): Promise<void> {
  try {
    const [pathname = '', search = ''] = path.split('?', 2);
    const call: Call = {
      req,
      res,
      method: req.method ?? 'GET',
      query: new URLSearchParams(search),
    };
    const route = parseRoute(pathname);
    const subject = await authorize(options, call, route);
    res.setHeader('docker-distribution-api-version', 'registry/2.0');
    const pushed = await dispatch(options, stores, call, route);
    if (pushed !== undefined) await announce(options, { ...pushed, subject });
  } catch (error) {
    if (error instanceof RegistryError) refuse(res, error);
    else fail(options, req, res, error);
  }
}

/** The push is done and answered: a listener that fails changes nothing about it. */
async function announce(options: RegistryOptions, event: PushEvent): Promise<void> {
  try {
    await options.onPush?.(event);
  } catch (error) {
    options.logger?.error({ err: error, event }, 'A listener for pushes failed');
  }
}

async function authorize(options: RegistryOptions, call: Call, route: Route): Promise<string> {
  const decision = await decide(options, call, {
    action: actionOf(route, call.method),
    ...('repository' in route ? { repository: route.repository } : {}),
  });
  if (decision.allowed) return decision.subject;
  if (decision.status === 403) throw new RegistryError('DENIED', decision.message);
  call.res.setHeader('www-authenticate', decision.challenge ?? CHALLENGE);
  throw new RegistryError('UNAUTHORIZED', decision.message);
}

async function decide(
  options: RegistryOptions,
  { req, method }: Call,
  wish: Pick<AuthorizeRequest, 'action' | 'repository'>,
): Promise<AuthorizeDecision> {
  const { authorization } = req.headers;
  return options.authorize({
    ...wish,
    method,
    remoteAddress: req.socket.remoteAddress ?? '',
    ...(authorization === undefined ? {} : { authorization }),
  });
}

async function dispatch(
  options: RegistryOptions,
  stores: Stores,
  call: Call,
  route: Route,
): Promise<Omit<PushEvent, 'subject'> | undefined> {
  switch (route.kind) {
    case 'manifest':
      return handleManifest(call, stores, route.repository, route.reference);
    case 'blob':
      await handleBlob(call, stores, route.repository, route.digest);
      return undefined;
    case 'uploads':
      await handleUploads(call, stores, route.repository, async (repository) => {
        return (await decide(options, call, { action: 'pull', repository })).allowed;
      });
      return undefined;
    case 'upload':
      await handleUpload(call, stores, route.repository, route.upload);
      return undefined;
    default:
      if (call.method !== 'GET' && call.method !== 'HEAD') throw unsupported(call);
      await answerListing(stores, call, route);
      return undefined;
  }
}

async function answerListing(
  { repositories }: Stores,
  call: Call,
  route: Extract<Route, { kind: 'base' | 'catalog' | 'tags' | 'referrers' }>,
): Promise<void> {
  if (route.kind === 'base') {
    replyJson(call, {});
  } else if (route.kind === 'catalog') {
    const { items, next } = page(await repositories.list(), call.query);
    replyJson(call, { repositories: items }, nextLink('/v2/_catalog', call.query, next));
  } else if (route.kind === 'tags') {
    if (!(await repositories.exists(route.repository))) {
      throw new RegistryError('NAME_UNKNOWN', `There is no repository ${route.repository}`);
    }
    const { items, next } = page(await repositories.tags(route.repository), call.query);
    const path = `/v2/${route.repository}/tags/list`;
    replyJson(call, { name: route.repository, tags: items }, nextLink(path, call.query, next));
  } else {
    const wanted = call.query.get('artifactType');
    const all = await repositories.referrers(route.repository, route.digest);
    const manifests = wanted === null ? all : all.filter((one) => one.artifactType === wanted);
    replyJson(
      call,
      { schemaVersion: 2, mediaType: MEDIA_TYPES.index, manifests },
      {
        'content-type': MEDIA_TYPES.index,
        ...(wanted === null ? {} : { 'oci-filters-applied': 'artifactType' }),
      },
    );
  }
}

function nextLink(
  path: string,
  query: URLSearchParams,
  next: string | undefined,
): Record<string, string> {
  if (next === undefined) return {};
  const parameters = new URLSearchParams({ n: query.get('n') ?? '', last: next });
  return { link: `<${path}?${parameters.toString()}>; rel="next"` };
}

function refuse(res: ServerResponse, error: RegistryError): void {
  if (res.headersSent) {
    res.destroy(error);
    return;
  }
  const body = error.toBody();
  res.writeHead(error.status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
  });
  res.end(body);
}

/** Our fault, or the client went away: no detail leaves the house. */
function fail(
  options: RegistryOptions,
  req: IncomingMessage,
  res: ServerResponse,
  error: unknown,
): void {
  const gone = req.destroyed && !req.complete;
  if (!gone && !res.destroyed) {
    options.logger?.error(
      { err: error, method: req.method, path: req.url },
      'The registry failed to answer',
    );
  }
  if (res.headersSent) {
    res.destroy();
    return;
  }
  const body = JSON.stringify({
    errors: [{ code: 'UNKNOWN', message: 'The registry failed; try again', detail: null }],
  });
  res.writeHead(500, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
  });
  res.end(body);
}
