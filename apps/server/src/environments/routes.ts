import { z } from 'zod';
import { FairwayError } from '../errors/fairway-error.ts';
import type { App } from '../http/app.ts';
import { sendEvents } from '../http/server-sent-events.ts';
import type { Dashboards } from '../observability/dashboards.ts';
import { Dashboard, MetricsQuery } from '../observability/schema.ts';
import type { Environments } from './environments.ts';
import * as schema from './schema.ts';

const tags = ['Environments'];

/** One environment of a project: its pods, logs and metrics. */
export function environmentRoutes(
  app: App,
  environments: Environments,
  dashboards: Dashboards,
): void {
  app.get(
    '/api/v1/projects/:project/environments/:environment',
    {
      config: { access: { team: 'project.read', of: 'project' } },
      schema: {
        tags,
        operationId: 'getEnvironment',
        params: schema.EnvironmentParams,
        response: { 200: schema.EnvironmentDetail },
      },
    },
    (request) => environments.get(request.params.project, request.params.environment),
  );
  app.get(
    '/api/v1/projects/:project/environments/:environment/metrics',
    {
      config: { access: { team: 'project.read', of: 'project' } },
      schema: {
        tags,
        operationId: 'getEnvironmentMetrics',
        params: schema.EnvironmentParams,
        querystring: MetricsQuery,
        response: { 200: Dashboard },
      },
    },
    async (request) => {
      const { project, environment } = request.params;
      const { namespace } = await environments.get(project, environment);
      return dashboards.read(namespace, request.query);
    },
  );
  app.get(
    '/api/v1/projects/:project/environments/:environment/logs',
    {
      config: { access: { team: 'logs.read', of: 'project' } },
      schema: {
        tags,
        operationId: 'streamEnvironmentLogs',
        description:
          'Server-sent events `line` {pod, text} of the pods that run now: the last lines first, then what comes.',
        params: schema.EnvironmentParams,
        querystring: z.object({
          pod: z.string().max(253).optional(),
          tail: z.coerce.number().int().min(0).max(5_000).default(200),
          follow: z.enum(['true', 'false']).default('true'),
        }),
      },
    },
    async (request, reply) => {
      const { project, environment } = request.params;
      const detail = await environments.get(project, environment);
      const pods = detail.pods.filter(
        ({ name }) => request.query.pod === undefined || request.query.pod === name,
      );
      if (request.query.pod !== undefined && pods.length === 0) {
        throw new FairwayError('not-found', {
          message: `There is no pod "${request.query.pod}".`,
          remedy: 'Choose one of the pods that run now.',
        });
      }
      await sendEvents(request, reply, async function* (_lastEventId, signal) {
        const lines = environments.logs(
          detail.namespace,
          pods.map(({ name }) => name),
          {
            tail: request.query.tail,
            follow: request.query.follow === 'true',
            signal,
          },
        );
        for await (const line of lines) yield { event: 'line', data: line };
        yield { event: 'end', data: {} };
      });
    },
  );
}
