import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Access } from '../src/http/access.ts';
import { createApp } from '../src/http/app.ts';
import { type ApiServices, registerRoutes } from '../src/http/routes.ts';
import { can, type Subject } from '../src/policy/can.ts';
import {
  addressOf,
  type Caller,
  callers,
  membershipOf,
  type Peopled,
  type Possession,
  startPeopled,
} from './people.ts';

interface Route {
  method: string;
  path: string;
  access: Access;
}

/** Every route of the API with the access that it declares; no handler is called. */
async function declaredRoutes(): Promise<Route[]> {
  const untouched: unknown = new Proxy({}, { get: () => untouched });
  const app = await createApp({
    logger: pino({ level: 'silent' }),
    access: untouched as Parameters<typeof createApp>[0]['access'],
    idempotency: untouched as Parameters<typeof createApp>[0]['idempotency'],
    version: '0',
  });
  const routes: Route[] = [];
  app.addHook('onRoute', ({ method, url, config }) => {
    if (config?.access === undefined) throw new Error(`${url} declares no access`);
    for (const one of [method].flat())
      routes.push({ method: one, path: url, access: config.access });
  });
  registerRoutes(app, untouched as ApiServices);
  await app.ready();
  await app.close();
  return routes.filter(({ path }) => path.startsWith('/api/'));
}

const routes = await declaredRoutes();

let platform: Peopled;
beforeAll(async () => {
  platform = await startPeopled();
});
afterAll(() => platform[Symbol.asyncDispose]());

/** A path whose parameters name what a team has, and a query that nothing accepts. */
function address(path: string, of: Possession): string {
  const values: Record<string, string> = {
    ...of,
    environment: 'dev',
    job: 'test',
    template: 'node-service',
    name: 'free-name',
    user: 'nobody-has-this-id',
    id: 'nobody-has-this-id',
  };
  const filled = path.replaceAll(/:(\w+)/g, (_match, name: string) => values[name] ?? '');
  // Deleting with a wrong query and writing without a body tell that the check was passed.
  return `${platform.origin}${filled}?archive=perhaps`;
}

async function statusOf(route: Route, caller: Caller, of: Possession): Promise<number> {
  const controller = new AbortController();
  const token = platform.tokens[caller];
  const writes = route.method === 'POST' || route.method === 'PUT';
  const response = await fetch(address(route.path, of), {
    method: route.method,
    signal: controller.signal,
    headers: {
      ...(token === undefined ? { origin: platform.origin } : { authorization: `Bearer ${token}` }),
      ...(writes ? { 'content-type': 'application/json' } : {}),
    },
    ...(writes ? { body: '{}' } : {}),
  });
  // Streams go on until they are left.
  controller.abort();
  return response.status;
}

function subject(caller: Caller): Subject {
  const membership = membershipOf(caller);
  return {
    id: caller,
    email: addressOf(caller),
    name: caller,
    role: caller === 'admin' ? 'admin' : 'member',
    teams: new Map(membership === undefined ? [] : [[membership.team, membership.role]]),
  };
}

/** What the policy says: allowed, or the status of the refusal. */
function verdict(access: Access, caller: Caller, of: Possession): 'allowed' | 401 | 403 | 404 {
  if (access === 'public') return 'allowed';
  if (caller === 'nobody') return 401;
  if (access === 'signed-in') return 'allowed';
  if ('platform' in access) return can(subject(caller), access.platform) ? 'allowed' : 403;
  if (!can(subject(caller), 'project.read', of.team)) return 404;
  return can(subject(caller), access.team, of.team) ? 'allowed' : 403;
}

describe('access', () => {
  it('is declared by a good many routes, of every kind', () => {
    expect(routes.length).toBeGreaterThan(30);
    const kinds = new Set(routes.map(({ access }) => JSON.stringify(access)));
    expect(kinds).toContain('"public"');
    expect(kinds).toContain('{"platform":"audit.read"}');
    expect(kinds).toContain('{"team":"project.delete","of":"project"}');
  });

  it('is public for nothing but signing in, setting up and the name of the platform', () => {
    const open = routes.filter(({ access, method }) => access === 'public' && method !== 'HEAD');
    expect(open.map(({ method, path }) => `${method} ${path}`).sort()).toEqual([
      'GET /api/v1/platform',
      'GET /api/v1/setup',
      'POST /api/v1/auth/login',
      'POST /api/v1/auth/sign-in',
      'POST /api/v1/setup',
    ]);
  });

  describe.each(routes.map((route) => ({ ...route, title: `${route.method} ${route.path}` })))(
    '$title',
    (route) => {
      it.each(['web', 'ops'] as const)(
        'lets in whom the policy lets in, to what %s has',
        async (team) => {
          const told: [Caller, string | number][] = [];
          const expected: [Caller, string | number][] = [];
          for (const caller of callers) {
            const of = platform[team];
            const status = await statusOf(route, caller, of);
            told.push([caller, [401, 403, 404].includes(status) ? status : 'allowed']);
            expected.push([caller, verdict(route.access, caller, of)]);
          }
          expect(told).toEqual(expected);
        },
      );
    },
  );

  it('is the same 404 for what is not there and for what is hidden', async () => {
    const ask = async (project: string) => {
      const response = await fetch(`${platform.origin}/api/v1/projects/${project}`, {
        headers: { authorization: `Bearer ${platform.tokens.viewer}` },
      });
      const { instance: _instance, ...problem } = (await response.json()) as Record<
        string,
        unknown
      >;
      return JSON.stringify(problem).replaceAll(project, 'X');
    };
    expect(await ask(platform.ops.project)).toBe(await ask('nothing-here'));
  });

  it('of a developer does not bring a deletion to its end', async () => {
    const { id } = await platform.db
      .selectFrom('projects')
      .select('id')
      .where('name', '=', platform.web.project)
      .executeTakeFirstOrThrow();
    await platform.db
      .insertInto('timelines')
      .values({
        id: 'deletion',
        kind: 'deletion',
        state: 'live',
        project_id: id,
        project: 'shop',
        team: 'web',
        title: 'Delete shop',
        started_at: new Date(),
        url: null,
      })
      .execute();
    const route: Route = {
      method: 'POST',
      path: '/api/v1/timelines/:timeline/retry',
      access: { team: 'project.deploy', of: 'timeline' },
    };
    const of = { ...platform.web, timeline: 'deletion' };
    expect(await statusOf(route, 'developer', of)).toBe(403);
    expect(await statusOf(route, 'maintainer', of)).toBe(409);
  });
});

describe('a route without access', () => {
  it('is refused when it is registered', async () => {
    const untouched: unknown = new Proxy({}, { get: () => untouched });
    const app = await createApp({
      logger: pino({ level: 'silent' }),
      access: untouched as Parameters<typeof createApp>[0]['access'],
      idempotency: untouched as Parameters<typeof createApp>[0]['idempotency'],
      version: '0',
    });
    expect(() => app.get('/api/v1/forgotten', async () => 'open')).toThrow(
      'GET /api/v1/forgotten declares no access',
    );
    await app.close();
  });
});
