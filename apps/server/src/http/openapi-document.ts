import { pino } from 'pino';
import { createApp } from './app.ts';
import { type ApiServices, registerRoutes } from './routes.ts';

/**
 * The OpenAPI 3.1 document of the API, without a server: routes are registered but none is called,
 * so the services behind them are never touched.
 */
export async function openApiDocument(version: string): Promise<Record<string, unknown>> {
  const untouched = new Proxy(
    {},
    {
      get(_target, name) {
        throw new Error(`the service ${String(name)} was called while the API was described`);
      },
    },
  );
  const lazy = new Proxy({}, { get: () => untouched });
  const app = await createApp({
    logger: pino({ level: 'silent' }),
    access: untouched as Parameters<typeof createApp>[0]['access'],
    idempotency: untouched as Parameters<typeof createApp>[0]['idempotency'],
    version,
  });
  registerRoutes(app, lazy as ApiServices);
  await app.ready();
  const document = app.swagger() as unknown as Record<string, unknown>;
  await app.close();
  return document;
}
