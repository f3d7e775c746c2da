import { setMaxListeners } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { KubeClient } from '@fairway/kube';
import type { Client, Pool } from 'pg';
import { ClusterIpAllocator } from './admission/cluster-ip.ts';
import { bootstrap } from './bootstrap.ts';
import { InProcessClient } from './client/in-process-client.ts';
import { cleanUpDefinitions } from './custom/definition-cleanup.ts';
import { customResources } from './custom/custom-resources.ts';
import { expireEvents } from './event-expiry.ts';
import { handleHttp, type Authenticate } from './http/handle.ts';
import { textOf, valueAt } from './json.ts';
import { silentLogger, type Logger } from './logger.ts';
import { builtInServed } from './registry/built-in.ts';
import { ResourceRegistry } from './registry/resource-registry.ts';
import type { PodLogs, ServerContext } from './request/context.ts';
import { KeyedMutex } from './storage/keyed-mutex.ts';
import { Store } from './storage/store.ts';
import { superGroup, type UserInfo } from './user-info.ts';

/** How a server is made; only `pool` and `authenticate` are needed. */
export interface KubeServerOptions {
  /** The server makes and migrates its schema in this pool's database. */
  pool: Pool;
  /** Default `kube`. */
  schema?: string;
  /** A connection of its own for LISTEN; by default one of the pool's is kept. */
  listen?: () => Promise<Client>;
  /** 32 bytes: encrypts Secret objects at rest. */
  secretKey?: Buffer;
  /** Undefined answers 401. */
  authenticate: Authenticate;
  now?: () => Date;
  logger?: Logger;
  /** Serves `GET pods/NAME/log`; without it that is a 503. */
  podLogs?: PodLogs;
  /** Events kept for watches to start from; default 5,000. */
  watchWindow?: number;
  /** How often the log is compacted; default five minutes. */
  compactEveryMs?: number;
}

/** An API server: two doors, HTTP and in-process, to one pipeline. */
export interface KubeServer extends AsyncDisposable {
  /** Answers a request; `path` is the URL's path and query below the cluster's root. */
  handle(request: IncomingMessage, response: ServerResponse, path: string): Promise<void>;
  /** A client with the rights of `user`, without sockets. */
  client(user: UserInfo): KubeClient;
  /** Ends watches, waits for writes in flight and lets go of the database. */
  close(): Promise<void>;
}

const crdId = 'apiextensions.k8s.io/customresourcedefinitions';

/** Opens the store, bootstraps the cluster's own objects and returns a server that is ready. */
export async function createKubeServer(options: KubeServerOptions): Promise<KubeServer> {
  const { pool, schema = 'kube', logger = silentLogger } = options;
  const store = await Store.open({
    pool,
    schema,
    listen: options.listen ?? (() => pool.connect()),
    secretKey: options.secretKey,
    windowCapacity: options.watchWindow ?? 5000,
    compactEveryMs: options.compactEveryMs ?? 300_000,
    logger,
  });
  const closing = new AbortController();
  // Every watch listens for the end of the server.
  setMaxListeners(0, closing.signal);
  const registry = new ResourceRegistry(builtInServed());
  const context: ServerContext = {
    store,
    registry,
    now: options.now ?? (() => new Date()),
    logger,
    podLogs: options.podLogs,
    clusterIps: new ClusterIpAllocator(() => addressesOf(store)),
    admissionLocks: new KeyedMutex(),
    closing: closing.signal,
  };
  followDefinitions(store, registry);
  const self = new InProcessClient(context, { username: 'system:apiserver', groups: [superGroup] });
  cleanUpDefinitions(context, self);
  expireEvents(context, self);
  const close = async (): Promise<void> => {
    closing.abort();
    await store.close();
  };
  const server: KubeServer = {
    handle: (request, response, path) =>
      handleHttp(context, options.authenticate, request, response, path),
    client: (user) => new InProcessClient(context, user),
    close,
    [Symbol.asyncDispose]: close,
  };
  try {
    await bootstrap(self);
  } catch (error) {
    await close();
    throw error;
  }
  return server;
}

/** Serves the kinds of the stored CustomResourceDefinitions, now and after each change. */
function followDefinitions(store: Store, registry: ResourceRegistry): void {
  const refresh = (): void => {
    const definitions = store.cache.list(crdId).map((entry) => entry.object);
    registry.setCustom(definitions.flatMap((definition) => customResources(definition)));
  };
  refresh();
  store.cache.subscribe(crdId, refresh);
}

function* addressesOf(store: Store): Generator<string> {
  for (const { object } of store.cache.list('core/services')) {
    yield textOf(valueAt(object, 'spec', 'clusterIP'));
  }
}
