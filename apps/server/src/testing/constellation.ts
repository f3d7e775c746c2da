import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ApiClient, createApiClient } from '@fairway/api-client';
import { loadConfig } from '../config/load-config.ts';
import type { StepObserver } from '../durable/steps.ts';
import { type RunningServer, startServer } from '../server/start-server.ts';

/** The whole platform in one process, in a temporary folder, on a free port. */
export interface Constellation extends AsyncDisposable {
  server: RunningServer;
  /** The data directory. */
  data: string;
  /** The API as the first administrator. */
  api: ApiClient;
  token: string;
  /** The API as somebody else, or as nobody. */
  apiAs(token: string | undefined): ApiClient;
}

/** The first administrator of a constellation. */
export const administrator = { email: 'admin@example.com', password: 'correct horse battery' };

/** What may differ from a server's defaults. */
export interface ConstellationOptions {
  onStep?: StepObserver;
  /** Configuration values by their path, such as `scrape.intervalSeconds`. */
  flags?: Readonly<Record<string, string | number | boolean>>;
  /** Folder of the templates; those that ship with Fairway when absent. */
  templates?: string;
}

/** Starts a constellation; disposing of it stops everything and removes its folder. */
export async function startConstellation({
  flags = {},
  ...options
}: ConstellationOptions = {}): Promise<Constellation> {
  const data = await mkdtemp(join(tmpdir(), 'fairway-test-'));
  const server = await startServer({
    config: loadConfig({
      environment: {},
      flags: {
        port: 0,
        data,
        'log.level': process.env['TEST_LOG_LEVEL'] ?? 'error',
        ...flags,
      },
    }),
    environment: {
      ...process.env,
      FAIRWAY_ADMIN_EMAIL: administrator.email,
      FAIRWAY_ADMIN_PASSWORD: administrator.password,
    },
    ...options,
  });
  const apiAs = (token: string | undefined): ApiClient =>
    createApiClient({ baseUrl: server.origin, ...(token === undefined ? {} : { token }) });
  const { data: login } = await apiAs(undefined).POST('/api/v1/auth/login', {
    body: administrator,
  });
  if (login === undefined) throw new Error('the first administrator could not sign in');
  return {
    server,
    data,
    api: apiAs(login.token),
    token: login.token,
    apiAs,
    async [Symbol.asyncDispose]() {
      await server.stop();
      await rm(data, { recursive: true, force: true });
    },
  };
}
