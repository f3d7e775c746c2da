import { timingSafeEqual } from 'node:crypto';
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { Database } from '../database/schema.ts';
import { FairwayError } from '../errors/fairway-error.ts';
import type { App } from '../http/app.ts';
import type { PlatformMetrics } from '../observability/platform-metrics.ts';

/** What watches over the platform asks: liveness, readiness, metrics. */
export function operationalRoutes(
  app: App,
  options: { db: Kysely<Database>; metrics: PlatformMetrics; metricsToken: string },
): void {
  const { db, metrics, metricsToken } = options;
  app.get('/healthz', { config: { access: 'public' } }, async (_request, reply) =>
    reply.type('text/plain').send('ok\n'),
  );
  app.get('/readyz', { config: { access: 'public' } }, async (_request, reply) => {
    try {
      await sql`select 1`.execute(db);
      return await reply.type('text/plain').send('ok\n');
    } catch (error) {
      throw new FairwayError('database-failed', {
        message: 'The database does not answer.',
        remedy: 'Look into the server log.',
        cause: error,
      });
    }
  });
  app.get('/metrics', { config: { access: 'public' } }, async (request, reply) => {
    const given = Buffer.from(request.headers.authorization ?? '');
    const expected = Buffer.from(`Bearer ${metricsToken}`);
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
      throw new FairwayError('unauthenticated', {
        message: 'The metrics need the token of the data directory.',
        remedy: 'Send "Authorization: Bearer" with the content of metrics.token.',
      });
    }
    return reply.type(metrics.registry.contentType).send(await metrics.registry.metrics());
  });
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none';
    metrics.httpDuration.observe(
      { method: request.method, route, status: String(reply.statusCode) },
      reply.elapsedTime / 1_000,
    );
  });
}
