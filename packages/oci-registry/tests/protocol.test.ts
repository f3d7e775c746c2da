import { sha256 } from '@fairway/oci';
import { describe, expect, it } from 'vitest';

import { registries, type Running } from './support.ts';

const start = registries();

async function call(running: Running, method: string, path: string, init: RequestInit = {}) {
  const answer = await fetch(path.startsWith('http') ? path : running.origin + path, {
    method,
    ...init,
  });
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, text };
}

async function pushBlob(running: Running, repository: string, text: string): Promise<string> {
  const digest = sha256(text);
  const answer = await call(running, 'POST', `/v2/${repository}/blobs/uploads/?digest=${digest}`, {
    body: text,
  });
  expect(answer.status).toBe(201);
  return digest;
}

function manifestOf(config: string, extra: object = {}): string {
  const descriptor = {
    mediaType: 'application/vnd.example.config.v1+json',
    digest: config,
    size: 2,
  };
  return JSON.stringify({
    schemaVersion: 2,
    mediaType: MANIFEST,
    config: descriptor,
    layers: [],
    ...extra,
  });
}

const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
const putManifest = { headers: { 'content-type': MANIFEST } };

describe('the protocol', () => {
  it('answers its base', async () => {
    const answer = await call(await start(), 'GET', '/v2/');
    expect(answer).toMatchObject({ status: 200, text: '{}' });
    expect(answer.headers.get('docker-distribution-api-version')).toBe('registry/2.0');
  });

  it('takes a blob in chunks, tells how far it is, and refuses a gap', async () => {
    const running = await start();
    const begun = await call(running, 'POST', '/v2/a/b/blobs/uploads/');
    expect(begun.status).toBe(202);
    const location = begun.headers.get('location') ?? '';
    const first = await call(running, 'PATCH', location, {
      body: 'hello ',
      headers: { 'content-range': '0-5' },
    });
    expect([first.status, first.headers.get('range')]).toEqual([202, '0-5']);
    const gap = await call(running, 'PATCH', location, {
      body: '!',
      headers: { 'content-range': '9-9' },
    });
    expect(gap.status).toBe(416);
    const state = await call(running, 'GET', location);
    expect([state.status, state.headers.get('range')]).toEqual([204, '0-5']);
    const digest = sha256('hello world');
    const done = await call(running, 'PUT', `${location}?digest=${digest}`, {
      body: 'world',
      headers: { 'content-range': '6-10' },
    });
    expect([done.status, done.headers.get('docker-content-digest')]).toEqual([201, digest]);
    expect((await call(running, 'GET', done.headers.get('location') ?? '')).text).toBe(
      'hello world',
    );
    expect((await call(running, 'GET', location)).status).toBe(404);
  });

  it('goes on with an upload after a restart', async () => {
    const first = await start();
    const location =
      (await call(first, 'POST', '/v2/a/blobs/uploads/')).headers.get('location') ?? '';
    await call(first, 'PATCH', location, { body: 'one ' });
    const second = await start({ dir: first.dir });
    const done = await call(second, 'PUT', `${location}?digest=${sha256('one two')}`, {
      body: 'two',
    });
    expect(done.status).toBe(201);
  });

  it('gives up an upload on DELETE, and one whose digest is wrong', async () => {
    const running = await start();
    const location =
      (await call(running, 'POST', '/v2/a/blobs/uploads/')).headers.get('location') ?? '';
    expect((await call(running, 'DELETE', location)).status).toBe(204);
    expect((await call(running, 'PATCH', location, { body: 'x' })).status).toBe(404);
    const other =
      (await call(running, 'POST', '/v2/a/blobs/uploads/')).headers.get('location') ?? '';
    const wrong = await call(running, 'PUT', `${other}?digest=${sha256('a')}`, { body: 'b' });
    expect([wrong.status, wrong.text]).toEqual([400, expect.stringContaining('DIGEST_INVALID')]);
  });

  it('wants the bytes of a blob that another repository has', async () => {
    const running = await start();
    const digest = await pushBlob(running, 'a', 'the same bytes');
    const wrong = await call(running, 'POST', `/v2/b/blobs/uploads/?digest=${digest}`, {
      body: 'a guess',
    });
    expect([wrong.status, wrong.text]).toEqual([400, expect.stringContaining('DIGEST_INVALID')]);
    expect((await call(running, 'HEAD', `/v2/b/blobs/${digest}`)).status).toBe(404);
    await pushBlob(running, 'b', 'the same bytes');
    expect((await call(running, 'GET', `/v2/b/blobs/${digest}`)).text).toBe('the same bytes');
  });

  it('keeps an upload to its own repository', async () => {
    const running = await start();
    const location =
      (await call(running, 'POST', '/v2/a/blobs/uploads/')).headers.get('location') ?? '';
    expect(
      (await call(running, 'PATCH', location.replace('/v2/a/', '/v2/b/'), { body: 'x' })).status,
    ).toBe(404);
  });

  it.each([
    ['bytes=0-3', 206, '0123', 'bytes 0-3/10'],
    ['bytes=7-', 206, '789', 'bytes 7-9/10'],
    ['bytes=-2', 206, '89', 'bytes 8-9/10'],
    ['bytes=5-500', 206, '56789', 'bytes 5-9/10'],
    ['lines=1-2', 200, '0123456789', null],
    ['bytes=0-1,3-4', 200, '0123456789', null],
  ])('sends the range %s', async (range, status, text, contentRange) => {
    const running = await start();
    const digest = await pushBlob(running, 'a', '0123456789');
    const answer = await call(running, 'GET', `/v2/a/blobs/${digest}`, { headers: { range } });
    expect([answer.status, answer.text, answer.headers.get('content-range')]).toEqual([
      status,
      text,
      contentRange,
    ]);
  });

  it('refuses a range outside the blob', async () => {
    const running = await start();
    const digest = await pushBlob(running, 'a', '0123');
    expect(
      (await call(running, 'GET', `/v2/a/blobs/${digest}`, { headers: { range: 'bytes=4-' } }))
        .status,
    ).toBe(416);
  });

  it.each([
    ['no JSON', 'x', 'MANIFEST_INVALID'],
    [
      'another type than sent',
      manifestOf(sha256('{}')).replace(MANIFEST, `${MANIFEST}x`),
      'MANIFEST_INVALID',
    ],
    ['no config', '{"schemaVersion":2,"layers":[]}', 'MANIFEST_INVALID'],
    ['schema 1', '{"schemaVersion":1}', 'MANIFEST_INVALID'],
    ['a blob nobody pushed', manifestOf(sha256('nowhere')), 'MANIFEST_BLOB_UNKNOWN'],
    ['too many bytes', ' '.repeat(4 * 1024 * 1024 + 1), 'SIZE_INVALID'],
  ])('refuses a manifest with %s', async (_what, body, code) => {
    const running = await start();
    await pushBlob(running, 'a', '{}');
    const answer = await call(running, 'PUT', '/v2/a/manifests/v1', { body, ...putManifest });
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(JSON.parse(answer.text)).toMatchObject({ errors: [{ code }] });
    expect((await call(running, 'GET', '/v2/a/manifests/v1')).status).toBe(404);
    expect(running.failures).toEqual([]);
  });

  it('wants a manifest pushed by digest to have it', async () => {
    const running = await start();
    const config = await pushBlob(running, 'a', '{}');
    const path = `/v2/a/manifests/${sha256('other')}`;
    const answer = await call(running, 'PUT', path, { body: manifestOf(config), ...putManifest });
    expect([answer.status, answer.text]).toEqual([400, expect.stringContaining('DIGEST_INVALID')]);
  });

  it('lists what refers to a manifest', async () => {
    const running = await start();
    const config = await pushBlob(running, 'a', '{}');
    const subject = { mediaType: MANIFEST, digest: sha256('a manifest not pushed yet'), size: 3 };
    for (const artifactType of ['application/vnd.example.sbom', undefined]) {
      const body = manifestOf(config, {
        subject,
        ...(artifactType === undefined ? {} : { artifactType }),
        annotations: { a: 'b' },
      });
      const answer = await call(running, 'PUT', `/v2/a/manifests/${sha256(body)}`, {
        body,
        ...putManifest,
      });
      expect(answer.headers.get('oci-subject')).toBe(subject.digest);
    }
    const all = await call(running, 'GET', `/v2/a/referrers/${subject.digest}`);
    const types = (JSON.parse(all.text) as { manifests: { artifactType: string }[] }).manifests.map(
      (one) => one.artifactType,
    );
    expect(types.sort()).toEqual([
      'application/vnd.example.config.v1+json',
      'application/vnd.example.sbom',
    ]);
    const some = await call(
      running,
      'GET',
      `/v2/a/referrers/${subject.digest}?artifactType=application/vnd.example.sbom`,
    );
    expect(some.headers.get('oci-filters-applied')).toBe('artifactType');
    expect(JSON.parse(some.text)).toMatchObject({ manifests: [{ annotations: { a: 'b' } }] });
    expect(
      JSON.parse((await call(running, 'GET', `/v2/a/referrers/${config}`)).text),
    ).toMatchObject({ manifests: [] });
  });

  it('pages the catalog and the tags', async () => {
    const running = await start();
    for (const repository of ['a', 'b/c', 'd']) await pushBlob(running, repository, '{}');
    const first = await call(running, 'GET', '/v2/_catalog?n=2');
    expect(JSON.parse(first.text)).toEqual({ repositories: ['a', 'b/c'] });
    expect(first.headers.get('link')).toBe('</v2/_catalog?n=2&last=b%2Fc>; rel="next"');
    const second = await call(running, 'GET', '/v2/_catalog?n=2&last=b%2Fc');
    expect(JSON.parse(second.text)).toEqual({ repositories: ['d'] });
    expect(second.headers.get('link')).toBeNull();
    expect(JSON.parse((await call(running, 'GET', '/v2/a/tags/list?n=0')).text)).toEqual({
      name: 'a',
      tags: [],
    });
    expect((await call(running, 'GET', '/v2/a/tags/list?n=x')).status).toBe(400);
    expect((await call(running, 'GET', '/v2/nowhere/tags/list')).status).toBe(404);
  });

  it.each([
    ['GET', '/v2/UPPER/tags/list', 400, 'NAME_INVALID'],
    ['GET', '/v2/a/../b/manifests/x', 404, ''],
    ['GET', '/v2/..%2fetc/manifests/x', 400, 'NAME_INVALID'],
    ['GET', '/v2/a/manifests/.hidden', 400, 'MANIFEST_INVALID'],
    ['GET', '/v2/a/blobs/sha256:12', 400, 'DIGEST_INVALID'],
    ['GET', '/v2/a/blobs/uploads/..%2f..', 404, 'BLOB_UPLOAD_UNKNOWN'],
    ['PUT', '/v2/', 405, 'UNSUPPORTED'],
    ['PATCH', '/v2/a/manifests/x', 405, 'UNSUPPORTED'],
    ['POST', '/v2/a/blobs/uploads/?digest=md5:1', 400, 'DIGEST_INVALID'],
    ['GET', '/v2/nothing', 404, 'UNSUPPORTED'],
    ['DELETE', `/v2/a/blobs/${sha256('x')}`, 404, 'BLOB_UNKNOWN'],
    ['DELETE', '/v2/a/manifests/x', 404, 'MANIFEST_UNKNOWN'],
  ])('refuses %s %s', async (method, path, status, code) => {
    const running = await start();
    const answer = await call(running, method, path);
    expect(answer.status).toBe(status);
    expect(answer.text).toContain(code);
    expect(running.failures).toEqual([]);
  });

  it('refuses a blob over the limit', async () => {
    const running = await start({ maxBlobBytes: 10 });
    const answer = await call(running, 'POST', `/v2/a/blobs/uploads/?digest=${sha256('x')}`, {
      body: 'x'.repeat(11),
    });
    expect([answer.status, answer.text]).toEqual([413, expect.stringContaining('SIZE_INVALID')]);
  });

  it('answers 401 with a challenge, and asks for the right of each action', async () => {
    const asked: string[] = [];
    const running = await start({
      authorize: ({ action, repository }) => {
        asked.push(`${action} ${repository ?? '-'}`);
        return {
          allowed: false,
          status: 401,
          challenge: 'Bearer realm="https://example.com/token"',
          message: 'Sign in',
        };
      },
    });
    const calls: [string, string][] = [
      ['GET', '/v2/'],
      ['GET', '/v2/_catalog'],
      ['HEAD', '/v2/a/manifests/x'],
      ['PUT', '/v2/a/manifests/x'],
      ['DELETE', '/v2/a/manifests/x'],
      ['POST', '/v2/a/blobs/uploads/'],
      ['DELETE', `/v2/a/blobs/${sha256('x')}`],
    ];
    for (const [method, path] of calls) {
      const answer = await call(running, method, path);
      expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([
        401,
        'Bearer realm="https://example.com/token"',
      ]);
    }
    expect(asked).toEqual([
      'pull -',
      'catalog -',
      'pull a',
      'push a',
      'delete a',
      'push a',
      'delete a',
    ]);
  });

  it('tells nothing of its own failures', async () => {
    const running = await start({
      authorize: () => {
        throw new Error('the database password is wrong');
      },
    });
    const answer = await call(running, 'GET', '/v2/');
    expect(answer.status).toBe(500);
    expect(answer.text).not.toContain('password');
    expect(running.failures).toHaveLength(1);
  });
});
