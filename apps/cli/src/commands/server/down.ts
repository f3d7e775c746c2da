import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { CliError } from '../../cli-error.ts';
import type { CommandSpec } from '../../command/command-spec.ts';

const stopTimeoutMs = 60_000;

/** Stops the platform of a data directory, its pods and its database; waits until it is gone. */
export const down: CommandSpec = {
  usage: 'down',
  about: 'stop the platform, its pods and its database',
  options: [{ flags: '--data <folder>', about: 'the data directory (.fairway)' }],
  async run(context, input) {
    const { readServerRecord } = await import('@fairway/server');
    const data = input.text('data') ?? context.environment['FAIRWAY_DATA'] ?? '.fairway';
    const file = resolve(data, 'server.json');
    const server = await readServerRecord(file);
    if (server === undefined) {
      return { data: { stopped: false }, text: `No Fairway runs on ${resolve(data)}.` };
    }
    terminate(server.pid);
    const deadline = Date.now() + stopTimeoutMs;
    while ((await readServerRecord(file)) !== undefined) {
      if (Date.now() > deadline) {
        throw new CliError(
          `Process ${server.pid} did not stop in a minute.`,
          `Look into its log; "kill -9 ${server.pid}" leaves its pods running for the next start.`,
        );
      }
      await delay(100, undefined, { signal: context.signal });
    }
    return { data: { stopped: true, pid: server.pid }, text: 'Stopped.' };
  },
};

function terminate(pid: number): void {
  try {
    process.kill(pid, 'SIGTERM');
  } catch (error) {
    // It has ended since its record was read.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
