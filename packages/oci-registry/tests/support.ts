import { createServer } from 'node:http';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import {
  createContentStore,
  createRegistryClient,
  type ContentStore,
  type RegistryClient,
  type RegistryCredentials,
} from '@fairway/oci';
import { afterEach } from 'vitest';

import {
  type AuthorizeDecision,
  type AuthorizeRequest,
  createRegistry,
  type PushEvent,
  type Registry,
} from '../src/index.ts';

export interface Running {
  readonly dir: string;
  readonly origin: string;
  readonly store: ContentStore;
  readonly registry: Registry;
  readonly pushes: PushEvent[];
  readonly failures: string[];
  client(credentials?: RegistryCredentials): RegistryClient;
}

export interface RunOptions {
  readonly authorize?: (request: AuthorizeRequest) => AuthorizeDecision;
  readonly dir?: string;
  readonly maxBlobBytes?: number;
}

/** Starts registries on loopback; all are stopped and their folders removed after each test. */
export function registries(): (options?: RunOptions) => Promise<Running> {
  const ends: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const end of ends.splice(0).toReversed()) await end();
  });
  return async (options = {}) => {
    const dir = options.dir ?? (await mkdtemp(join(tmpdir(), 'fairway-registry-')));
    ends.push(async () => rm(dir, { recursive: true, force: true }));
    const store = await createContentStore({ dir: join(dir, 'content') });
    const pushes: PushEvent[] = [];
    const failures: string[] = [];
    const registry = await createRegistry({
      store,
      dir: join(dir, 'registry'),
      authorize: async (request) =>
        options.authorize?.(request) ?? { allowed: true, subject: 'anybody' },
      onPush: (event) => void pushes.push(event),
      logger: {
        error: (fields, message) => void failures.push(`${message} ${JSON.stringify(fields)}`),
      },
      ...(options.maxBlobBytes === undefined ? {} : { maxBlobBytes: options.maxBlobBytes }),
    });
    const server = createServer((req, res) => void registry.handle(req, res, req.url ?? ''));
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    ends.push(async () => {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    });
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const client = (credentials?: RegistryCredentials): RegistryClient =>
      createRegistryClient({
        host: 'registry.example.com',
        resolveHost: () => ({ origin, hostHeader: 'registry.example.com' }),
        credentials,
        attempts: 1,
      });
    return { dir, origin, store, registry, pushes, failures, client };
  };
}
