import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { readServerRecord } from '@fairway/server';
import { CliError } from '../cli-error.ts';
import type { CliContext } from '../context.ts';

const stopTimeoutMs = 60_000;

/** Stops the platform of a data directory, its pods and its database; waits until it is gone. */
export async function down(context: CliContext, flags: { data?: string }): Promise<void> {
  const data = flags.data ?? context.environment['FAIRWAY_DATA'] ?? '.fairway';
  const file = resolve(data, 'server.json');
  const server = await readServerRecord(file);
  if (server === undefined) {
    context.print('Fairway does not run here.');
    return;
  }
  process.kill(server.pid, 'SIGTERM');
  const deadline = Date.now() + stopTimeoutMs;
  while ((await readServerRecord(file)) !== undefined) {
    if (Date.now() > deadline) {
      throw new CliError(
        `Process ${server.pid} did not stop in a minute.`,
        `Look into its log; "kill -9 ${server.pid}" leaves its pods running for the next start.`,
      );
    }
    await delay(100);
  }
  context.print('Stopped.');
}
