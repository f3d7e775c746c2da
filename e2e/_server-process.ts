import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { type ApiClient, createApiClient } from '@fairway/api-client';
import type { z } from 'zod';
import { administrator } from '../apps/server/src/testing/constellation.ts';
import { type ServerOrder, ServerReady } from './_server-order.ts';

const script = fileURLToPath(new URL('./_crash-server.ts', import.meta.url));

/** A server in a process of its own. */
export interface ServerProcess {
  /** When it answers; undefined when it ended before. */
  ready: Promise<ServerReady | undefined>;
  /** How it ended: an exit code, or the signal that killed it. */
  ended: Promise<number | NodeJS.Signals>;
  /** Ends it without a word, as a power cut would. */
  kill(): Promise<void>;
  /** Ends it as Ctrl-C and `fairway down` do. */
  stop(): Promise<number | NodeJS.Signals>;
}

/** Starts servers from source, each in a process that was made ready while the one before ran. */
export interface ServerProcesses extends Disposable {
  start(order: z.input<typeof ServerOrder>): ServerProcess;
}

/** Makes the first process ready. */
export function createServerProcesses(): ServerProcesses {
  let spare = idle();
  return {
    start(order) {
      const child = spare;
      spare = idle();
      child.stdin.end(`${JSON.stringify(order)}\n`);
      const ended = endOf(child);
      return {
        ready: firstLine(child),
        ended,
        async kill() {
          child.kill('SIGKILL');
          await ended;
        },
        stop() {
          child.kill('SIGTERM');
          return ended;
        },
      };
    },
    [Symbol.dispose]() {
      spare.kill('SIGKILL');
    },
  };
}

type Child = ChildProcessByStdio<Writable, Readable, null>;

function idle(): Child {
  const argv = ['--conditions=fairway-source', '--import', 'tsx', script];
  return spawn(process.execPath, argv, {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: {
      ...process.env,
      FAIRWAY_ADMIN_EMAIL: administrator.email,
      FAIRWAY_ADMIN_PASSWORD: administrator.password,
    },
  });
}

async function endOf(child: Child): Promise<number | NodeJS.Signals> {
  const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
  return signal ?? code ?? -1;
}

async function firstLine(child: Child): Promise<ServerReady | undefined> {
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.startsWith('{')) return ServerReady.parse(JSON.parse(line));
  }
  return undefined;
}

/** Signs the first administrator in; gives an API client and its token. */
export async function signIn(origin: string): Promise<{ api: ApiClient; token: string }> {
  const { data } = await createApiClient({ baseUrl: origin }).POST('/api/v1/auth/login', {
    body: administrator,
  });
  if (data === undefined) throw new Error('the first administrator could not sign in');
  return { api: createApiClient({ baseUrl: origin, token: data.token }), token: data.token };
}
