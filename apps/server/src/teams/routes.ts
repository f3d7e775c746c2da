import { z } from 'zod';
import type { App } from '../http/app.ts';
import { subjectOf } from '../identity/routes.ts';
import * as schema from './schema.ts';
import type { Teams } from './teams.ts';

const tags = ['Teams'];
const params = z.object({ team: z.string().min(1).max(63) });

/** Teams and their members. */
export function teamRoutes(app: App, teams: Teams): void {
  app.get(
    '/api/v1/teams',
    {
      config: { access: 'signed-in' },
      schema: { tags, operationId: 'listTeams', response: { 200: schema.TeamList } },
    },
    async (request) => ({ items: await teams.list(subjectOf(request)) }),
  );
  app.post(
    '/api/v1/teams',
    {
      config: { access: { platform: 'team.create' } },
      schema: {
        tags,
        operationId: 'createTeam',
        body: schema.CreateTeam,
        response: { 201: schema.Team },
      },
    },
    async (request, reply) =>
      reply.code(201).send(await teams.create(request.body, subjectOf(request))),
  );
  app.get(
    '/api/v1/teams/:team/members',
    {
      config: { access: { team: 'team.read', of: 'team' } },
      schema: {
        tags,
        operationId: 'listTeamMembers',
        params,
        response: { 200: schema.TeamMemberList },
      },
    },
    async (request) => ({ items: await teams.members(request.params.team) }),
  );
  app.put(
    '/api/v1/teams/:team/members',
    {
      config: { access: { team: 'team.manage', of: 'team' } },
      schema: {
        tags,
        operationId: 'putTeamMember',
        params,
        body: schema.PutTeamMember,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      await teams.putMember(request.params.team, request.body.email, request.body.role);
      return reply.code(204).send(null);
    },
  );
  app.delete(
    '/api/v1/teams/:team/members/:user',
    {
      config: { access: { team: 'team.manage', of: 'team' } },
      schema: {
        tags,
        operationId: 'removeTeamMember',
        params: params.extend({ user: z.string().max(64) }),
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      await teams.removeMember(request.params.team, request.params.user);
      return reply.code(204).send(null);
    },
  );
}
