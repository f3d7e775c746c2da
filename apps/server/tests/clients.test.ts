import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
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

describe('events', () => {
  /** Reads a stream until its text holds what is looked for. */
  async function readUntil(path: string, wanted: RegExp, headers: Record<string, string> = {}) {
    const controller = new AbortController();
    const response = await fetch(`${platform.origin}${path}`, {
      signal: controller.signal,
      headers: { authorization: `Bearer ${platform.tokens.viewer}`, ...headers },
    });
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    let text = '';
    const decoder = new TextDecoder();
    for await (const chunk of response.body ?? []) {
      text += decoder.decode(chunk as Uint8Array, { stream: true });
      if (wanted.test(text)) break;
    }
    controller.abort();
    return text;
  }

  async function publish(team: string, n: number): Promise<string> {
    const row = await platform.db
      .insertInto('events')
      .values({
        timeline_id: 'x',
        project: 'shop',
        team,
        type: 'step',
        data: JSON.stringify({ n }),
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    return row.id;
  }

  it("resume after the last one seen, without other teams'", async () => {
    const first = await publish('web', 1);
    await publish('ops', 2);
    const last = await publish('web', 3);
    const text = await readUntil('/api/v1/events', /"n":3/, { 'last-event-id': first });
    expect(text).toContain(`id: ${last}\nevent: step\ndata: {"n":3}\n\n`);
    expect(text).not.toContain('"n":1');
    expect(text).not.toContain('"n":2');
  });

  it('stay open with a sign of life, and end when the caller is signed out', async () => {
    const { cookie } = await signIn('viewer@example.com', 'a long enough password');
    const headers = { cookie, origin: platform.origin };
    const response = await fetch(`${platform.origin}/api/v1/events`, { headers });
    const out = await call('/api/v1/auth/sign-out', { method: 'POST', headers });
    expect(out.status).toBe(204);
    // The body ends by itself: at the first sign of life it is found that nobody may read it.
    expect(await response.text()).toContain(': still here');
  }, 25_000);

  it('are not left open by HEAD', async () => {
    const response = await call('/api/v1/events', { as: 'viewer', method: 'HEAD' });
    expect(response.headers.get('content-type')).toContain('text/event-stream');
  });
});

describe('git and the registry', () => {
  const basic = (token: string | undefined) => ({ authorization: `Basic ${btoa(`x:${token}`)}` });

  it.each<[string, (tokens: Peopled['tokens']) => string | undefined, number]>([
    ['/v2/', () => undefined, 401],
    ['/v2/', () => 'wrong', 401],
    ['/v2/', ({ member }) => member, 200],
    ['/v2/_catalog', ({ owner }) => owner, 403],
    ['/v2/web/shop/tags/list', ({ stranger }) => stranger, 403],
    ['/v2/web/shop/below/tags/list', ({ owner }) => owner, 403],
    ['/v2/library/base/tags/list', ({ owner }) => owner, 403],
    ['/git/web/shop.git/info/refs?service=git-upload-pack', () => undefined, 401],
    ['/git/web/shop.git/info/refs?service=git-upload-pack', () => 'wrong', 401],
    ['/git/web/shop.git/info/refs?service=git-upload-pack', ({ stranger }) => stranger, 404],
    ['/git/web/shop.git/info/refs?service=git-receive-pack', ({ viewer }) => viewer, 403],
    ['/git/fairway/gitops.git/info/refs?service=git-upload-pack', ({ owner }) => owner, 403],
    ['/git/fairway/gitops.git/info/refs?service=git-receive-pack', ({ admin }) => admin, 403],
    ['/git/fairway/gitops.git/info/refs?service=git-upload-pack', ({ admin }) => admin, 200],
  ])('answer %s of %s with %d', async (path, tokenOf, status) => {
    const token = tokenOf(platform.tokens);
    const response = await call(path, { headers: token === undefined ? {} : basic(token) });
    expect(response.status).toBe(status);
  });

  it('push refuses a blob to a foreign team and to a viewer', async () => {
    for (const [as, status] of [
      ['stranger', 403],
      ['viewer', 403],
      ['developer', 202],
    ] as const) {
      const response = await call('/v2/web/shop/blobs/uploads/', {
        method: 'POST',
        headers: basic(platform.tokens[as]),
      });
      expect([as, response.status]).toEqual([as, status]);
    }
  });

  it('let git clone what its token may read', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'fairway-clone-'));
    const url = new URL('/git/fairway/gitops.git', platform.origin);
    url.username = 'x';
    url.password = platform.tokens.admin ?? '';
    await promisify(execFile)('git', ['clone', '--quiet', '--', url.href, join(folder, 'clone')], {
      timeout: 20_000,
      env: { ...process.env, GIT_TERMINAL_PROMPT: '0', GIT_CONFIG_GLOBAL: '/dev/null' },
    });
    expect(await readFile(join(folder, 'clone', 'README.md'), 'utf8')).toContain('What runs where');
    await rm(folder, { recursive: true, force: true });
  });
});

describe('API tokens', () => {
  it('are shown once, work until revoked, and belong to one person', async () => {
    const created = await call('/api/v1/auth/tokens', post({ name: 'laptop' }, 'owner'));
    const { id, token } = (await created.json()) as { id: string; token: string };
    const headers = { authorization: `Bearer ${token}` };
    expect((await call('/api/v1/auth/session', { headers })).status).toBe(200);
    const list = await (await call('/api/v1/auth/tokens', { as: 'owner' })).text();
    expect(list).toContain(id);
    expect(list).not.toContain(token);
    expect(await (await call('/api/v1/auth/tokens', { as: 'viewer' })).text()).not.toContain(id);
    await call(`/api/v1/auth/tokens/${id}`, { method: 'DELETE', as: 'viewer' });
    expect((await call('/api/v1/auth/session', { headers })).status).toBe(200);
    await call(`/api/v1/auth/tokens/${id}`, { method: 'DELETE', as: 'owner' });
    expect((await call('/api/v1/auth/session', { headers })).status).toBe(401);
  });
});

describe('the audit log', () => {
  it('has every change and every denied attempt, also those answered with 404', async () => {
    await call('/api/v1/teams', post({ name: 'audited' }));
    await call('/api/v1/teams', post({ name: 'audited' }, 'developer'));
    await call('/api/v1/projects/shop', { as: 'stranger' });
    await call('/api/v1/audit', { as: 'owner' });
    await call('/api/v1/teams', { as: 'owner' });
    await call('/git/web/shop.git/info/refs?service=git-upload-pack', {
      headers: { authorization: `Basic ${btoa(`x:${platform.tokens.stranger}`)}` },
    });
    const entries = async () => {
      const response = await call('/api/v1/audit?limit=20', { as: 'admin' });
      const { items } = (await response.json()) as {
        items: { actor: string; action: string; outcome: string; resource: string }[];
      };
      return items.map(({ actor, action, outcome }) => `${actor} ${action} ${outcome}`);
    };
    await expect.poll(entries).toContain('stranger@example.com repository.read denied');
    const told = await entries();
    expect(told).toContain('admin@example.com POST /api/v1/teams allowed');
    expect(told).toContain('developer@example.com POST /api/v1/teams denied');
    expect(told).toContain('stranger@example.com GET /api/v1/projects/:project denied');
    expect(told).toContain('owner@example.com GET /api/v1/audit denied');
    expect(told).not.toContain('owner@example.com GET /api/v1/teams allowed');
  });

  it('names who signed in, and holds no password', async () => {
    await signIn();
    const response = await call('/api/v1/audit?limit=200', { as: 'admin' });
    const text = await response.text();
    expect(text).toContain('POST /api/v1/auth/sign-in');
    expect(text).not.toContain(administrator.password);
  });
});

describe('guessing passwords', () => {
  it('is slowed down', async () => {
    const statuses: number[] = [];
    for (let n = 0; n < 25; n += 1) {
      const { response } = await signIn(administrator.email, `guess number ${n}`);
      statuses.push(response.status);
      if (response.status === 429) {
        expect(await problemOf(response)).toMatchObject({ code: 'too-many-requests' });
      }
    }
    expect(statuses.at(-1)).toBe(429);
    const right = await signIn();
    expect(right.response.status).toBe(429);
    expect(right.cookies).toEqual([]);
  });
});
