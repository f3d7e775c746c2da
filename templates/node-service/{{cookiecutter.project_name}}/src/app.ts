import { fastify, type FastifyInstance } from 'fastify';

import { addMetrics } from './metrics.ts';
import { description, name } from './service.ts';

/** Whether the service takes requests; false from the moment it is told to stop. */
export interface Lifecycle {
  ready: boolean;
}

/** The service with all its routes, not listening yet. */
export function buildApp(lifecycle: Lifecycle, logLevel: string): FastifyInstance {
  const app = fastify({
    logger: { level: logLevel },
    // Requests that arrive while the service stops are still served.
    return503OnClosing: false,
  });
  app.addHook('onSend', async (_request, reply) => {
    if (!lifecycle.ready) reply.header('connection', 'close');
  });
  addMetrics(app);

  app.get('/healthz', { logLevel: 'warn' }, async () => ({ status: 'ok' }));
  app.get('/readyz', { logLevel: 'warn' }, async (_request, reply) => {
    reply.code(lifecycle.ready ? 200 : 503);
    return { status: lifecycle.ready ? 'ready' : 'stopping' };
  });
  app.get('/', async () => ({ name, description, message: `Hello from ${name}!` }));
  return app;
}
