import { setTimeout as sleep } from 'node:timers/promises';

import { buildApp, type Lifecycle } from './app.ts';
import { readConfig } from './config.ts';

// Kubernetes kills the process after its grace period; this ends it in good order before.
const SHUTDOWN_LIMIT_MS = 20_000;

const config = readConfig(process.env);
const lifecycle: Lifecycle = { ready: true };
const app = buildApp(lifecycle, config.logLevel);

async function stop(signal: NodeJS.Signals): Promise<void> {
  if (!lifecycle.ready) return;
  lifecycle.ready = false;
  app.log.info({ signal }, 'stopping: requests under way are finished first');
  setTimeout(() => {
    app.log.error('requests under way took too long');
    process.exit(1);
  }, config.drainMs + SHUTDOWN_LIMIT_MS).unref();
  // Clients leave in this time: their connections are closed with the next answer.
  await sleep(config.drainMs);
  await app.close();
  app.log.info('stopped');
}

process.once('SIGTERM', stop);
process.once('SIGINT', stop);

await app.listen({ host: config.host, port: config.port });
