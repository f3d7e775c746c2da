import { z } from 'zod';
import type { App } from '../http/app.ts';
import { can, type Subject } from '../policy/can.ts';
import { platformPermissions, teamPermissions } from '../policy/permissions.ts';
import type { Identity } from './identity.ts';
import * as schema from './schema.ts';
import type { Setup } from './setup.ts';

const tags = ['Identity'];
/** Guessing passwords is bounded per address; a person who mistypes never meets this. */
const guarded = { max: 20, timeWindow: '1 minute' };
const noBody = z.null().describe('Nothing');

/** Set-up, sign-in, sign-out, users and API tokens; `welcome` prepares the first administrator's team. */
export function identityRoutes(
  app: App,
  identity: Identity,
  setup: Setup,
  welcome: (user: schema.User) => Promise<void>,
): void {
  app.get(
    '/api/v1/setup',
    {
      config: { access: 'public' },
      schema: { tags, operationId: 'getSetup', response: { 200: schema.SetupStatus } },
    },
    async () => ({ needed: await setup.needed() }),
  );
  app.post(
    '/api/v1/setup',
    {
      config: { access: 'public', rateLimit: guarded },
      schema: {
        tags,
        operationId: 'completeSetup',
        body: schema.Setup,
        response: { 201: schema.Session },
      },
    },
    async (request, reply) => {
      const user = await setup.complete(request.body);
      await welcome(user);
      const { cookies } = await identity.signIn(request.body.email, request.body.password);
      return reply
        .code(201)
        .header('set-cookie', cookies)
        .send(sessionOf(await identity.subjectOf(user)));
    },
  );
  app.post(
    '/api/v1/auth/sign-in',
    {
      config: { access: 'public', rateLimit: guarded },
      schema: {
        tags,
        operationId: 'signIn',
        body: schema.SignIn,
        response: { 200: schema.Session },
      },
    },
    async (request, reply) => {
      const { user, cookies } = await identity.signIn(request.body.email, request.body.password);
      request.subject = await identity.subjectOf(user);
      return reply.header('set-cookie', cookies).send(sessionOf(await identity.subjectOf(user)));
    },
  );
  app.post(
    '/api/v1/auth/sign-out',
    {
      config: { access: 'signed-in' },
      schema: { tags, operationId: 'signOut', response: { 204: noBody } },
    },
    async (request, reply) => {
      const cookies = await identity.signOut(request.headers);
      return reply.header('set-cookie', cookies).code(204).send(null);
    },
  );
  app.post(
    '/api/v1/auth/login',
    {
      config: { access: 'public', rateLimit: guarded },
      schema: {
        tags,
        operationId: 'login',
        description:
          'Signs a client in without a browser: the reply holds an API token of 90 days.',
        body: schema.SignIn,
        response: { 200: schema.LoginReply },
      },
    },
    async (request) => {
      const { user } = await identity.signIn(request.body.email, request.body.password);
      request.subject = await identity.subjectOf(user);
      const created = await identity.createToken(user.id, 'fairway login', 90);
      return { token: created.token, expiresAt: created.expiresAt ?? '', user };
    },
  );
  app.get(
    '/api/v1/auth/session',
    {
      config: { access: 'signed-in' },
      schema: { tags, operationId: 'getSession', response: { 200: schema.Session } },
    },
    async (request) => sessionOf(subjectOf(request)),
  );
  tokenRoutes(app, identity);
  userRoutes(app, identity);
}

function tokenRoutes(app: App, identity: Identity): void {
  app.get(
    '/api/v1/auth/tokens',
    {
      config: { access: 'signed-in' },
      schema: { tags, operationId: 'listApiTokens', response: { 200: schema.ApiTokenList } },
    },
    async (request) => ({ items: await identity.tokens(subjectOf(request).id) }),
  );
  app.post(
    '/api/v1/auth/tokens',
    {
      config: { access: 'signed-in', secretReply: true },
      schema: {
        tags,
        operationId: 'createApiToken',
        body: schema.CreateApiToken,
        response: { 201: schema.CreatedApiToken },
      },
    },
    async (request, reply) => {
      const { name, expiresInDays } = request.body;
      const created = await identity.createToken(subjectOf(request).id, name, expiresInDays);
      return reply.code(201).send(created);
    },
  );
  app.delete(
    '/api/v1/auth/tokens/:id',
    {
      config: { access: 'signed-in' },
      schema: {
        tags,
        operationId: 'revokeApiToken',
        params: z.object({ id: z.string().max(64) }),
        response: { 204: noBody },
      },
    },
    async (request, reply) => {
      await identity.revokeToken(subjectOf(request).id, request.params.id);
      return reply.code(204).send(null);
    },
  );
}

function userRoutes(app: App, identity: Identity): void {
  app.get(
    '/api/v1/users',
    {
      config: { access: { platform: 'user.list' } },
      schema: { tags, operationId: 'listUsers', response: { 200: schema.UserList } },
    },
    async () => ({ items: await identity.users() }),
  );
  app.post(
    '/api/v1/users',
    {
      config: { access: { platform: 'user.create' } },
      schema: {
        tags,
        operationId: 'createUser',
        body: schema.CreateUser,
        response: { 201: schema.User },
      },
    },
    async (request, reply) => reply.code(201).send(await identity.createUser(request.body)),
  );
}

/** The caller of a route that demands one: the access check has run before. */
export function subjectOf(request: { subject: Subject | undefined }): Subject {
  if (request.subject === undefined)
    throw new Error('a route without an access check asked who calls');
  return request.subject;
}

function sessionOf(subject: Subject): schema.Session {
  const { id, email, name, role } = subject;
  return {
    user: { id, email, name, role },
    permissions: platformPermissions.filter((permission) => can(subject, permission)),
    teams: [...subject.teams].map(([team, teamRole]) => ({
      name: team,
      role: teamRole,
      permissions: teamPermissions.filter((permission) => can(subject, permission, team)),
    })),
  };
}
