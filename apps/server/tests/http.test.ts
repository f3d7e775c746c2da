import { readFile } from 'node:fs/promises';
import http from 'node:http';
import https from 'node:https';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { administrator } from '../src/testing/constellation.ts';
import { type Call, call as callPlatform, post, problemOf, signIn as signInTo } from './calls.ts';
import { type Peopled, startPeopled } from './people.ts';

let platform: Peopled;
beforeAll(async () => {
  platform = await startPeopled();
});
afterAll(() => platform[Symbol.asyncDispose]());

const call = (path: string, options?: Call) => callPlatform(platform, path, options);
const signIn = (email?: string, password?: string) => signInTo(platform, email, password);

const newProject = { name: 'blog', team: 'web', template: 'node-service' };

describe('errors', () => {
  it.each<[string, Call, number, string]>([
    ['/api/v1/teams', post({}), 400, 'invalid-request'],
    ['/api/v1/teams', post('{ not json'), 400, 'invalid-request'],
    ['/api/v1/projects?limit=0', { as: 'admin' }, 400, 'invalid-request'],
    ['/api/v1/projects', post({ ...newProject, description: 'a\u0000b' }), 400, 'invalid-request'],
    ['/api/v1/audit?cursor=9999999999999999999', { as: 'admin' }, 400, 'invalid-request'],
    ['/api/v1/projects', {}, 401, 'unauthenticated'],
    ['/api/v1/audit', { as: 'member' }, 403, 'forbidden'],
    ['/api/v1/projects', post(newProject, 'viewer'), 403, 'forbidden'],
    ['/api/v1/projects', post(newProject, 'stranger'), 404, 'not-found'],
    ['/api/v1/projects/missing', { as: 'admin' }, 404, 'not-found'],
    ['/api/v1/projects/%00', { as: 'admin' }, 400, 'invalid-request'],
    ['/api/v1/nothing', { as: 'admin' }, 404, 'not-found'],
    ['/api/v1/projects', post({ ...newProject, template: 'missing' }), 404, 'not-found'],
    ['/api/v1/projects', post({ ...newProject, name: 'shop' }), 409, 'name-taken'],
    ['/api/v1/teams', post({ name: 'web' }), 409, 'name-taken'],
    ['/api/v1/projects', post({ ...newProject, name: 'Blog!' }), 422, 'invalid-name'],
    ['/api/v1/teams', post({ name: 'library' }), 422, 'invalid-name'],
  ])('%s %j is %d %s', async (path, request, status, code) => {
    const response = await call(path, request);
    expect(await problemOf(response)).toMatchObject({ status, code });
  });

  it('name the fields that are wrong', async () => {
    const account = { email: 'nobody', password: 'short', name: '' };
    const { fields } = await problemOf(await call('/api/v1/users', post(account)));
    expect(Object.keys(fields).sort()).toEqual(['email', 'name', 'password']);
    const taken = await problemOf(
      await call('/api/v1/projects', post({ ...newProject, name: 'shop' })),
    );
    expect(taken.fields).toEqual({ name: expect.stringContaining('"shop"') });
  });

  it('refuse a body that is too large', async () => {
    const response = await call('/api/v1/teams', post({ name: 'x'.repeat(2 * 1024 ** 2) }));
    expect(await problemOf(response)).toMatchObject({ code: 'invalid-request' });
  });
});

describe('sessions', () => {
  it('give a cookie that no script reads and no other site sends', async () => {
    const { response, cookies } = await signIn();
    expect(response.status).toBe(200);
    const session = cookies.find((each) => each.includes('session_token')) ?? '';
    expect(session).toMatch(/HttpOnly/i);
    expect(session).toMatch(/SameSite=Lax/i);
    expect(session).toMatch(/Path=\//i);
  });

  it('tell a wrong password and an unknown address apart by nothing', async () => {
    const wrong = await signIn(administrator.email, 'not the password');
    const unknown = await signIn('nobody@example.com', 'not the password');
    const problems = await Promise.all(
      [wrong, unknown].map(async ({ response, cookies }) => {
        const { instance: _instance, ...problem } = await problemOf(response);
        return { problem, cookies };
      }),
    );
    expect(problems[0]?.problem).toMatchObject({ status: 401, code: 'unauthenticated' });
    expect(problems[0]).toEqual(problems[1]);
  });

  it('change things from the portal alone', async () => {
    const { cookie } = await signIn();
    const make = (name: string, headers: Record<string, string>) =>
      call('/api/v1/teams', { ...post({ name }, 'nobody'), headers: { cookie, ...headers } });
    const { origin } = platform;
    expect((await make('same', { origin })).status).toBe(201);
    for (const headers of [
      {},
      { origin: 'null' },
      { origin: 'https://evil.example.com' },
      { origin: origin.replace('localhost', 'shop-dev.localhost') },
      { origin: 'http://localhost:1' },
      { origin: 'https://evil.example.com', authorization: 'Nonsense x' },
      // What a browser sends by itself after a person typed a password into its dialog.
      {
        origin: 'https://evil.example.com',
        authorization: `Basic ${btoa(`x:${platform.tokens.admin}`)}`,
      },
    ]) {
      const response = await make('foreign', headers);
      expect([response.status, headers]).toEqual([
        expect.toSatisfy((s) => s === 401 || s === 403),
        headers,
      ]);
    }
    expect((await call('/api/v1/teams', post({ name: 'bearer' }))).status).toBe(201);
    const list = await call('/api/v1/teams', { as: 'admin' });
    expect(await list.text()).not.toContain('foreign');
  });

  it('begin from the portal or from a client without an origin', async () => {
    const body = { email: administrator.email, password: administrator.password };
    const foreign = await call(
      '/api/v1/auth/sign-in',
      post(body, 'nobody', { origin: 'https://evil.example.com' }),
    );
    expect(foreign.status).toBe(403);
    expect(foreign.headers.getSetCookie()).toEqual([]);
  });

  it('end with sign-out, and the cookie with them', async () => {
    const { cookie } = await signIn();
    const headers = { cookie, origin: platform.origin };
    expect((await call('/api/v1/auth/session', { headers })).status).toBe(200);
    const out = await call('/api/v1/auth/sign-out', { method: 'POST', headers });
    expect(out.status).toBe(204);
    expect((await call('/api/v1/auth/session', { headers })).status).toBe(401);
  });

  it.each(['Bearer', 'Bearer ', 'Bearer wrong', 'Basic', 'Basic !!!', 'Digest a="b"'])(
    'are not what %j in the header is',
    async (authorization) => {
      const { cookie } = await signIn();
      const response = await call('/api/v1/auth/session', { headers: { authorization, cookie } });
      expect(await problemOf(response)).toMatchObject({ status: 401 });
    },
  );
});

describe('Idempotency-Key', () => {
  const keyed = (body: unknown, key: string, path = '/api/v1/teams') =>
    call(path, post(body, 'admin', { 'idempotency-key': key }));

  it('makes one team of many equal requests', async () => {
    const replies = await Promise.all(
      Array.from({ length: 6 }, () => keyed({ name: 'once' }, 'k-once')),
    );
    const statuses = replies.map(({ status }) => status);
    expect(statuses).toContain(201);
    expect(statuses.filter((status) => status !== 201 && status !== 409)).toEqual([]);
    const again = await keyed({ name: 'once' }, 'k-once');
    expect(again.status).toBe(201);
    const first = replies[statuses.indexOf(201)];
    expect(await again.json()).toEqual(await first?.json());
  });

  it('refuses another body, and says so while the first request runs', async () => {
    await keyed({ name: 'first' }, 'k-other');
    expect(await problemOf(await keyed({ name: 'second' }, 'k-other'))).toMatchObject({
      status: 400,
      code: 'invalid-request',
    });
    await platform.db
      .updateTable('idempotency_keys')
      .set({ status: null })
      .where('key', '=', 'k-other')
      .execute();
    expect(await problemOf(await keyed({ name: 'first' }, 'k-other'))).toMatchObject({
      status: 409,
      code: 'not-finished',
    });
  });

  it('gives a refusal again in the form of one', async () => {
    await keyed({ name: 'web' }, 'k-taken');
    expect(await problemOf(await keyed({ name: 'web' }, 'k-taken'))).toMatchObject({
      code: 'name-taken',
    });
  });

  it('never keeps a token', async () => {
    const body = { name: 'ci', expiresInDays: 1 };
    const created = await keyed(body, 'k-token', '/api/v1/auth/tokens');
    const { token } = (await created.json()) as { token: string };
    const row = await platform.db
      .selectFrom('idempotency_keys')
      .selectAll()
      .where('key', '=', 'k-token')
      .executeTakeFirst();
    expect(JSON.stringify(row)).not.toContain(token);
    const again = await keyed(body, 'k-token', '/api/v1/auth/tokens');
    expect(await problemOf(again)).toMatchObject({ code: 'conflict' });
  });

  it.each(['', 'a b', 'x'.repeat(129), 'ä'])('is refused as %j', async (key) => {
    const response = await call(
      '/api/v1/teams',
      post({ name: 'never' }, 'admin', {
        'idempotency-key': encodeURI(key),
      }),
    );
    expect(await problemOf(response)).toMatchObject({ code: 'invalid-request' });
  });
});

/** A request with headers that fetch does not let through. */
function raw(
  options: http.RequestOptions & { secure?: boolean; ca?: string },
): Promise<{ status: number; text: string }> {
  const { secure = false, ...rest } = options;
  const { port } = new URL(platform.origin);
  return new Promise((resolve, reject) => {
    const request = (secure ? https : http).request(
      { host: '127.0.0.1', port, agent: false, ...rest },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => (text += chunk));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
      },
    );
    request.on('error', reject);
    request.end();
  });
}

describe('the one port', () => {
  it.each(['unknown.example.com', 'nothing-dev.localhost', '169.254.169.254'])(
    'answers the host %j with 421',
    async (host) => {
      expect((await raw({ path: '/', headers: { host } })).status).toBe(421);
    },
  );

  it('serves the cluster over TLS, to those who are known to it', async () => {
    const path = '/k8s/clusters/local/api/v1/namespaces';
    expect((await raw({ path, headers: { host: 'localhost' } })).status).toBe(403);
    const ca = await readFile(join(platform.constellation.data, 'ca.crt'), 'utf8');
    const secure = { path, secure: true, ca, servername: 'localhost' };
    expect((await raw({ ...secure, headers: { host: 'localhost' } })).status).toBe(401);
    const foreign = { host: 'localhost', authorization: `Bearer ${platform.tokens.admin}` };
    expect((await raw({ ...secure, headers: foreign })).status).toBe(401);
    const kubeconfig = await readFile(platform.constellation.server.kubeconfig, 'utf8');
    const token = /token: (\w+)/.exec(kubeconfig)?.[1] ?? '';
    const known = { host: 'localhost', authorization: `Bearer ${token}` };
    expect((await raw({ ...secure, headers: known })).status).toBe(200);
  });

  it('sends headers that keep browsers from what the portal never does', async () => {
    for (const path of ['/', '/api/v1/platform']) {
      const { headers } = await call(path);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe('same-origin');
      expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
      expect(headers.get('content-security-policy')).not.toMatch(/script-src[^;]*unsafe/);
    }
    expect((await call('/api/v1/platform')).headers.get('cache-control')).toBe('no-store');
    expect(
      (await call('/', { headers: { origin: 'https://evil.example.com' } })).headers.get(
        'access-control-allow-origin',
      ),
    ).toBeNull();
  });

  it('gives the portal to browsers, and problems to everybody else', async () => {
    const html = { headers: { accept: 'text/html,*/*' } };
    expect((await call('/api/v1/nothing', html)).status).toBe(404);
    expect((await call('/projects/shop')).status).toBe(404);
    expect((await call('/projects/shop', { ...html, method: 'POST' })).status).toBe(404);
    const page = await call('/projects/shop', html);
    // Where the portal has not been built, there is no page to give.
    expect(page.headers.get('content-type')).toMatch(
      page.status === 200 ? /text\/html/ : /problem\+json/,
    );
  });
});

describe('operations', () => {
  it('tell who watches that the platform lives and is ready', async () => {
    for (const path of ['/healthz', '/readyz']) {
      const response = await call(path);
      expect([response.status, await response.text()]).toEqual([200, 'ok\n']);
    }
  });

  it('give metrics to who has the token of the data directory', async () => {
    const token = (
      await readFile(join(platform.constellation.data, 'metrics.token'), 'utf8')
    ).trim();
    expect((await call('/metrics')).status).toBe(401);
    expect((await call('/metrics', { as: 'admin' })).status).toBe(401);
    const response = await call('/metrics', { headers: { authorization: `Bearer ${token}` } });
    const text = await response.text();
    expect(text).toContain(
      'fairway_http_request_duration_seconds_count{method="GET",route="/healthz"',
    );
    expect(text).toMatch(
      /fairway_outside_call_duration_seconds_count\{port="git-host",operation="commit",outcome="ok"\} [1-9]/,
    );
    expect(text).toContain('fairway_project_operations_total');
  });

  it('describe the API', async () => {
    const document = (await (await call('/docs/json')).json()) as {
      openapi: string;
      paths: Record<string, Record<string, { operationId?: string; responses?: object }>>;
      components: { schemas: Record<string, unknown> };
    };
    expect(document.openapi).toBe('3.1.0');
    const operations = Object.entries(document.paths)
      .filter(([path]) => path.startsWith('/api/'))
      .flatMap(([, methods]) => Object.values(methods));
    const ids = operations.map(({ operationId }) => operationId);
    expect(ids).not.toContain(undefined);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { responses } of operations) expect(responses).toHaveProperty('4XX');
    const references = [...JSON.stringify(document).matchAll(/"#\/components\/schemas\/([^"]+)"/g)];
    expect(references.length).toBeGreaterThan(20);
    const missing = references.filter(([, name]) => !((name ?? '') in document.components.schemas));
    expect(missing).toEqual([]);
    expect((await call('/docs')).status).toBe(200);
  });
});
