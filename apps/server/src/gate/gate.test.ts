import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CertificateAuthority, openCertificateAuthority } from './certificate-authority.ts';
import { type Gate, openGate } from './gate.ts';

let folder: string;
let authority: CertificateAuthority;
let gate: Gate;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fairway-gate-'));
  authority = await openCertificateAuthority({
    certificate: join(folder, 'ca.crt'),
    key: join(folder, 'ca.key'),
  });
  gate = await openGate({ host: '127.0.0.1', port: 0 }, authority, {
    request: (request, response, secure) =>
      response.end(`${secure ? 'tls' : 'plain'} ${request.headers.host}`),
    upgrade: (_request, socket) => socket.destroy(),
  });
});

afterAll(async () => {
  await gate.close(100);
  await rm(folder, { recursive: true });
});

function get(client: typeof http | typeof https, options: https.RequestOptions): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = client.get(
      { host: '127.0.0.1', port: gate.port, agent: false, ...options },
      (response) => {
        response.setEncoding('utf8');
        let text = '';
        response.on('data', (chunk: string) => (text += chunk));
        response.on('end', () => resolve(text));
      },
    );
    request.on('error', reject);
  });
}

describe('openGate', () => {
  it('answers plain HTTP and TLS on the one port', async () => {
    expect(await get(http, { headers: { host: 'a.localhost' } })).toBe('plain a.localhost');
    const tls = await get(https, {
      ca: authority.certificatePem,
      servername: 'shop-dev.localhost',
      headers: { host: 'shop-dev.localhost' },
    });
    expect(tls).toBe('tls shop-dev.localhost');
  });

  it('serves a certificate for localhost and the loopback address to clients without a server name', async () => {
    expect(await get(https, { ca: authority.certificatePem, headers: { host: 'x' } })).toBe(
      'tls x',
    );
  });

  it('names the process that holds a taken port, and the flag', async () => {
    await expect(
      openGate({ host: '127.0.0.1', port: gate.port }, authority, {
        request: (_request, response) => response.end(),
        upgrade: (_request, socket) => socket.destroy(),
      }),
    ).rejects.toMatchObject({
      code: 'port-taken',
      message: expect.stringContaining(`(process ${process.pid})`),
      remedy: expect.stringContaining('--port'),
    });
  });

  it('answers rubbish with 400 and goes on', async () => {
    const answer = await new Promise<string>((resolve) => {
      const socket = net.connect(gate.port, '127.0.0.1', () => socket.write('rubbish\r\n\r\n'));
      let text = '';
      socket.on('data', (data) => (text += data.toString()));
      socket.on('close', () => resolve(text));
    });
    expect(answer).toMatch(/^HTTP\/1.1 400/);
    expect(await get(http, {})).toMatch(/^plain/);
  });
});

describe('openCertificateAuthority', () => {
  it('keeps its key owner-only and reads both files again', async () => {
    expect((await stat(join(folder, 'ca.key'))).mode & 0o777).toBe(0o600);
    const again = await openCertificateAuthority({
      certificate: join(folder, 'ca.crt'),
      key: join(folder, 'ca.key'),
    });
    expect(again.certificatePem.trim()).toBe(
      (await readFile(join(folder, 'ca.crt'), 'utf8')).trim(),
    );
    await expect(
      get(https, { ca: again.certificatePem, servername: 'b.localhost', headers: { host: 'b' } }),
    ).resolves.toBe('tls b');
  });
});
