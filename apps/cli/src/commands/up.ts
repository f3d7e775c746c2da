import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { loadConfig, startServer } from '@fairway/server';
import type { CliContext } from '../context.ts';

/** Flags of `fairway up`. */
export interface UpFlags {
  port?: string;
  data?: string;
  host?: string;
  logLevel?: string;
  acceptUnsandboxed?: boolean;
}

/** Starts the platform and keeps it running until it is told to stop. */
export async function up(context: CliContext, flags: UpFlags): Promise<void> {
  const { environment } = context;
  const file = environment['FAIRWAY_CONFIG'] ?? join(process.cwd(), 'fairway.yaml');
  const yaml = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' && environment['FAIRWAY_CONFIG'] === undefined) return undefined;
    throw error;
  });
  const config = loadConfig({
    yaml,
    environment,
    flags: {
      port: flags.port,
      host: flags.host,
      data: flags.data === undefined ? undefined : resolve(flags.data),
      'log.level': flags.logLevel,
      acceptUnsandboxed: flags.acceptUnsandboxed,
    },
  });
  const server = await startServer({ config, environment });
  context.print(
    server.setupUrl === undefined
      ? `Fairway answers at ${server.origin}`
      : `Fairway answers at ${server.origin} · create the first administrator: ${server.setupUrl}`,
  );
  await new Promise<void>((done) => {
    if (context.signal.aborted) done();
    else context.signal.addEventListener('abort', () => done(), { once: true });
  });
  await server.stop();
}
