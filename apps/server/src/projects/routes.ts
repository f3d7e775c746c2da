import { z } from 'zod';
import type { App } from '../http/app.ts';
import { subjectOf } from '../identity/routes.ts';
import { TimelineList } from '../timeline/schema.ts';
import type { Timelines } from '../timeline/timelines.ts';
import type { Projects } from './projects.ts';
import * as schema from './schema.ts';

const tags = ['Projects'];
const params = z.object({ project: schema.ProjectName });

/** Projects: create, look at, delete. */
export function projectRoutes(app: App, projects: Projects, timelines: Timelines): void {
  app.get(
    '/api/v1/projects',
    {
      config: { access: 'signed-in' },
      schema: {
        tags,
        operationId: 'listProjects',
        querystring: z.object({
          cursor: z.string().max(63).optional(),
          limit: z.coerce.number().int().min(1).max(100).default(50),
        }),
        response: { 200: schema.ProjectList },
      },
    },
    async (request) => {
      const { cursor, limit } = request.query;
      const items = await projects.list(subjectOf(request), { cursor, limit: limit + 1 });
      const page = items.slice(0, limit);
      return { items: page, nextCursor: items.length > limit ? (page.at(-1)?.name ?? null) : null };
    },
  );
  app.post(
    '/api/v1/projects',
    {
      // The team is in the body: the service asks for project.create in it.
      config: { access: 'signed-in' },
      schema: {
        tags,
        operationId: 'createProject',
        body: schema.CreateProject,
        response: { 202: schema.CreatedProject },
      },
    },
    async (request, reply) => {
      const created = await projects.create(request.body, subjectOf(request));
      return reply
        .code(202)
        .header('location', `/api/v1/timelines/${created.timeline.id}`)
        .send(created);
    },
  );
  app.get(
    '/api/v1/project-names/:name',
    {
      config: { access: 'signed-in' },
      schema: {
        tags,
        operationId: 'checkProjectName',
        params: z.object({ name: z.string().max(200) }),
        response: { 200: schema.NameCheck },
      },
    },
    async (request) => {
      const reason = await projects.nameProblem(request.params.name);
      return { name: request.params.name, available: reason === null, reason };
    },
  );
  app.get(
    '/api/v1/projects/:project',
    {
      config: { access: { team: 'project.read', of: 'project' } },
      schema: { tags, operationId: 'getProject', params, response: { 200: schema.Project } },
    },
    (request) => projects.get(request.params.project),
  );
  app.delete(
    '/api/v1/projects/:project',
    {
      config: { access: { team: 'project.delete', of: 'project' } },
      schema: {
        tags,
        operationId: 'deleteProject',
        params,
        querystring: schema.DeleteProjectQuery,
        response: { 202: schema.DeletedProject },
      },
    },
    async (request, reply) => {
      const archive = request.query.archive === 'true';
      return reply
        .code(202)
        .send({ timeline: await projects.remove(request.params.project, archive) });
    },
  );
  app.get(
    '/api/v1/projects/:project/timelines',
    {
      config: { access: { team: 'project.read', of: 'project' } },
      schema: {
        tags,
        operationId: 'listProjectTimelines',
        params,
        response: { 200: TimelineList },
      },
    },
    async (request) => {
      const { id } = await projects.get(request.params.project);
      return { items: await timelines.list({ projectId: id, limit: 50 }) };
    },
  );
}
