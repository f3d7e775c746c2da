import { z } from 'zod';
import { FairwayError } from '../errors/fairway-error.ts';
import type { App } from '../http/app.ts';
import { sendEvents } from '../http/server-sent-events.ts';
import type { Identity } from '../identity/identity.ts';
import { subjectOf } from '../identity/routes.ts';
import { can, teamsWith } from '../policy/can.ts';
import type { Events } from './events.ts';
import * as schema from './schema.ts';
import type { Timelines } from './timelines.ts';

const tags = ['Timelines'];

/** Timelines and the one event stream of a browser. */
export function timelineRoutes(
  app: App,
  services: {
    timelines: Timelines;
    events: Events;
    identity: Identity;
    retry(id: string): Promise<void>;
  },
): void {
  const { timelines, events, identity } = services;
  const params = z.object({ timeline: z.string().max(100) });
  app.get(
    '/api/v1/timelines/:timeline',
    {
      config: { access: { team: 'project.read', of: 'timeline' } },
      schema: { tags, operationId: 'getTimeline', params, response: { 200: schema.Timeline } },
    },
    async (request) => existing(await timelines.get(request.params.timeline)),
  );
  app.post(
    '/api/v1/timelines/:timeline/retry',
    {
      config: { access: { team: 'project.deploy', of: 'timeline' } },
      schema: {
        tags,
        operationId: 'retryTimeline',
        description: 'Runs a failed timeline again, from its first step that did not succeed.',
        params,
        response: { 202: schema.Timeline },
      },
    },
    async (request, reply) => {
      const { kind, team } = existing(await timelines.get(request.params.timeline));
      // Whoever may not delete a project may not bring its deletion to an end either.
      if (kind === 'deletion' && !can(subjectOf(request), 'project.delete', team)) {
        throw new FairwayError('forbidden', {
          message: 'Your roles do not include "project.delete".',
          remedy: `Ask an owner of team "${team}".`,
        });
      }
      await services.retry(request.params.timeline);
      return reply.code(202).send(existing(await timelines.get(request.params.timeline)));
    },
  );
  app.get(
    '/api/v1/timelines',
    {
      config: { access: 'signed-in' },
      schema: { tags, operationId: 'listTimelines', response: { 200: schema.TimelineList } },
    },
    async (request) => {
      const teams = teamsWith(subjectOf(request), 'project.read');
      return { items: await timelines.list({ limit: 50, ...(teams === 'all' ? {} : { teams }) }) };
    },
  );
  app.get(
    '/api/v1/events',
    {
      config: { access: 'signed-in' },
      schema: {
        tags,
        operationId: 'streamEvents',
        description:
          'Server-sent events: `timeline` {timeline}, `step` {timelineId, step}, `project` {project}. Resumes after Last-Event-ID.',
        querystring: schema.EventsQuery,
      },
    },
    async (request, reply) => {
      const { timeline, project } = request.query;
      const mayRead = async (team: string): Promise<boolean> => {
        const subject = await identity.authenticate(request.headers);
        return subject !== undefined && can(subject, 'project.read', team);
      };
      await sendEvents(request, reply, (lastEventId, signal) =>
        events.stream({ timelineId: timeline, project, mayRead }, lastEventId, signal),
      );
    },
  );
}

function existing(timeline: schema.Timeline | undefined): schema.Timeline {
  if (timeline !== undefined) return timeline;
  throw new FairwayError('not-found', {
    message: 'There is no such timeline.',
    remedy: 'Open the project and choose a run from its list.',
  });
}
