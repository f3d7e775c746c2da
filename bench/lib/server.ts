import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type ApiClient, createApiClient } from '@fairway/api-client';

/** The folder of the project. */
export const root: string = fileURLToPath(new URL('../../', import.meta.url));

const administrator = { email: 'admin@example.com', password: 'correct horse battery' };
const startTimeoutMs = 120_000;
const stopTimeoutMs = 60_000;

/** A built server that runs as a process of its own. */
export interface BenchServer {
  pid: number;
  origin: string;
  data: string;
  /** From the start of the process until the portal's page was answered. */
  startMs: number;
  stop(): Promise<void>;
}

/** The platform as its first administrator, with a team to own projects. */
export interface Platform extends BenchServer {
  api: ApiClient;
  token: string;
  team: string;
}

/** Makes a data directory, gives it to the work and removes it. */
export async function withDataFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'fairway-bench-'));
  try {
    return await work(join(folder, 'data'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Starts the built server on a data directory and waits until its portal answers. */
export async function startServer(data: string): Promise<BenchServer> {
  const port = await freePort();
  const origin = `http://localhost:${port}`;
  const startedAt = performance.now();
  const child = spawn(
    process.execPath,
    [join(root, 'bin/fairway.js'), 'up', '--data', data, '--port', String(port)],
    {
      cwd: root,
      stdio: ['ignore', 'ignore', 'pipe'],
      env: {
        ...process.env,
        FAIRWAY_ADMIN_EMAIL: administrator.email,
        FAIRWAY_ADMIN_PASSWORD: administrator.password,
      },
    },
  );
  const lines: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => lines.push(line));
  const stop = (): Promise<void> => end(child);
  try {
    await untilPortalAnswers(origin, child, lines);
  } catch (error) {
    await stop();
    throw error;
  }
  const startMs = performance.now() - startedAt;
  return { pid: child.pid ?? 0, origin, data, startMs, stop };
}

/** Starts the built server, gives the work its API and stops it. */
export async function withPlatform<T>(work: (platform: Platform) => Promise<T>): Promise<T> {
  return withDataFolder(async (data) => {
    const server = await startServer(data);
    try {
      return await work({ ...server, ...(await signIn(server.origin)) });
    } finally {
      await server.stop();
    }
  });
}

async function signIn(origin: string): Promise<{ api: ApiClient; token: string; team: string }> {
  // The portal answers a moment before the first administrator exists.
  const deadline = Date.now() + 10_000;
  for (;;) {
    const anonymous = createApiClient({ baseUrl: origin });
    const { data } = await anonymous.POST('/api/v1/auth/login', { body: administrator });
    const { token = '' } = data ?? {};
    const api = createApiClient({ baseUrl: origin, token });
    const teams = data === undefined ? undefined : (await api.GET('/api/v1/teams', {})).data;
    const team = teams?.items[0]?.name;
    if (team !== undefined) return { api, token, team };
    if (Date.now() > deadline) throw new Error('the administrator could not sign in');
    await delay(100);
  }
}

async function untilPortalAnswers(
  origin: string,
  child: ChildProcess,
  lines: readonly string[],
): Promise<void> {
  const deadline = Date.now() + startTimeoutMs;
  for (;;) {
    if (child.exitCode !== null) throw new Error(`the server ended:\n${lines.join('\n')}`);
    if (Date.now() > deadline) throw new Error(`no answer in time:\n${lines.join('\n')}`);
    if (await portalAnswers(origin)) return;
    await delay(10);
  }
}

async function portalAnswers(origin: string): Promise<boolean> {
  try {
    const response = await fetch(origin, { signal: AbortSignal.timeout(2_000) });
    const text = await response.text();
    return response.ok && text.includes('<html');
  } catch {
    // Nothing listens yet.
    return false;
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const kill = setTimeout(() => child.kill('SIGKILL'), stopTimeoutMs);
  await ended;
  clearTimeout(kill);
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (typeof address !== 'object' || address === null) throw new Error('no free port');
  return address.port;
}
