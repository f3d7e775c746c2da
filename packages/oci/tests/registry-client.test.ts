import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';

import { afterEach, describe, expect, it } from 'vitest';

import { sha256 } from '../src/digest.ts';
import { createRegistryClient, type RegistryClientOptions } from '../src/registry-client.ts';

type Handler = (req: IncomingMessage, res: ServerResponse) => void;
const ends: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

async function serve(handler: Handler): Promise<string> {
  const server = createServer(handler);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  ends.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => {
      server.close(resolve);
    });
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const blob = Buffer.from('the blob');
const digest = sha256(blob);

function client(origin: string, options: Partial<RegistryClientOptions> = {}) {
  return createRegistryClient({
    host: 'registry.example.com',
    resolveHost: (host) =>
      host === 'registry.example.com' ? { origin, hostHeader: host } : { origin: `http://${host}` },
    attempts: 1,
    ...options,
  });
}

async function text(source: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of source) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

describe('authentication', () => {
  it('gets a token once a scope, with the credentials shown to the token server only', async () => {
    const seen: string[] = [];
    const tokens = await serve((req, res) => {
      seen.push(`token ${req.url} ${req.headers.authorization}`);
      res.end(JSON.stringify({ token: 'T' }));
    });
    const origin = await serve((req, res) => {
      seen.push(`${req.headers.host} ${req.method} ${req.headers.authorization}`);
      if (req.headers.authorization === 'Bearer T') return res.end(blob);
      res.writeHead(401, { 'www-authenticate': `Bearer realm="${tokens}/t",service="reg"` });
      return res.end();
    });
    const one = client(origin, { credentials: { username: 'u', password: 'p' } });
    expect(await text(await one.getBlob('acme/app', digest))).toBe('the blob');
    await one.hasBlob('acme/app', digest);
    expect(seen).toEqual([
      'registry.example.com GET undefined',
      'token /t?service=reg&scope=repository%3Aacme%2Fapp%3Apull Basic dTpw',
      'registry.example.com GET Bearer T',
      'registry.example.com HEAD Bearer T',
    ]);
  });

  it('says basic credentials when asked, and from then on', async () => {
    const seen: (string | undefined)[] = [];
    const origin = await serve((req, res) => {
      seen.push(req.headers.authorization);
      if (req.headers.authorization === undefined)
        res.writeHead(401, { 'www-authenticate': 'Basic realm="x"' });
      res.end();
    });
    const one = client(origin, { credentials: { username: 'u', password: 'p' } });
    await one.ping();
    await one.ping();
    expect(seen).toEqual([undefined, 'Basic dTpw', 'Basic dTpw']);
  });

  it.each([
    ['wrong credentials', { username: 'u', password: 'p' }, 'Basic realm="x"'],
    ['no credentials', undefined, 'Basic realm="x"'],
    ['a token refused', { bearer: 'x' }, 'Bearer realm="http://127.0.0.1:1/t"'],
    ['a challenge nobody knows', { username: 'u', password: 'p' }, 'Negotiate'],
  ])('gives up with %s', async (_what, credentials, challenge) => {
    const origin = await serve((_req, res) => {
      res.writeHead(401, { 'www-authenticate': challenge });
      res.end('{"errors":[{"code":"UNAUTHORIZED","message":"who are you"}]}');
    });
    await expect(client(origin, { credentials }).ping()).rejects.toMatchObject({
      code: 'registry-denied',
      message: expect.stringContaining('who are you') as string,
    });
  });
});

describe('redirects', () => {
  it('are followed without the credentials', async () => {
    let shown: string | undefined;
    const storage = await serve((req, res) => {
      shown = req.headers.authorization;
      res.end(blob);
    });
    const origin = await serve((_req, res) => {
      res.writeHead(307, { location: `${storage}/blob?signature=x` });
      res.end();
    });
    expect(
      await text(await client(origin, { credentials: { bearer: 'secret' } }).getBlob('a', digest)),
    ).toBe('the blob');
    expect(shown).toBeUndefined();
  });

  it('come to an end', async () => {
    let count = 0;
    const origin = await serve((_req, res) => {
      count += 1;
      res.writeHead(302, { location: '/v2/again' });
      res.end();
    });
    await expect(client(origin).getBlob('a', digest)).rejects.toMatchObject({
      code: 'registry-error',
    });
    expect(count).toBe(6);
  });
});

describe('failures', () => {
  it('are tried again when they may pass', async () => {
    const answers = [503, 429, 200];
    const origin = await serve((_req, res) => {
      res.writeHead(answers.shift() ?? 500, { 'content-length': blob.length });
      res.end(blob);
    });
    expect(await text(await client(origin, { attempts: 3 }).getBlob('a', digest))).toBe('the blob');
    expect(answers).toEqual([]);
  });

  it('of an upload send the blob anew', async () => {
    const bodies: string[] = [];
    const origin = await serve((req, res) => {
      if (req.method === 'HEAD') res.writeHead(404).end();
      else if (req.method === 'POST') res.writeHead(202, { location: '/v2/up?state=1' }).end();
      else {
        const chunks: Buffer[] = [];
        req.on('data', (chunk: Buffer) => chunks.push(chunk));
        req.on('end', () => {
          bodies.push(`${req.url} ${Buffer.concat(chunks).toString()}`);
          res.writeHead(bodies.length === 1 ? 500 : 201).end();
        });
      }
    });
    const pushed = await client(origin, { attempts: 2 }).pushBlob(
      'a',
      { digest, size: blob.length },
      async () => Readable.from([blob]),
    );
    expect(pushed).toBe('pushed');
    expect(bodies).toEqual(
      Array(2).fill(`/v2/up?state=1&digest=${encodeURIComponent(digest)} the blob`),
    );
  });

  it('of the connection say what was asked and why', async () => {
    const gone = client('http://127.0.0.1:1');
    await expect(gone.resolve('acme/app', 'v1')).rejects.toMatchObject({
      code: 'registry-unreachable',
      message: expect.stringMatching(
        /HEAD registry\.example\.com\/v2\/acme\/app\/manifests\/v1.*ECONNREFUSED/,
      ) as string,
    });
  });

  it('are found by time-outs: no answer, and an answer that stops', async () => {
    const silent = await serve(() => undefined);
    await expect(client(silent, { timeouts: { headMs: 50 } }).ping()).rejects.toMatchObject({
      code: 'registry-unreachable',
    });
    const stalled = await serve((_req, res) => {
      res.writeHead(200, { 'content-length': 100 });
      res.write('half');
    });
    const half = await client(stalled, { timeouts: { idleMs: 50 } }).getBlob('a', digest);
    await expect(text(half)).rejects.toThrow();
  });

  it('of a manifest that is not what was asked for are noticed', async () => {
    const origin = await serve((_req, res) =>
      res.writeHead(200, { 'content-type': 'text/html' }).end('<html>'),
    );
    await expect(client(origin).getManifest('a', 'v1')).rejects.toMatchObject({
      code: 'invalid-manifest',
    });
    await expect(client(origin).getManifest('a', digest)).rejects.toMatchObject({
      code: 'digest-mismatch',
    });
  });
});
