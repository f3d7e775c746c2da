import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Container, Probe } from '@fairway/kube';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startProbes } from './probe-loop.ts';
import { countResult, firstProbeState, hasFailed, probeWaitMs } from './probe-state.ts';
import { runProbe, type ProbeTarget } from './run-probe.ts';

describe('thresholds', () => {
  test.each<[string, Probe, string, boolean, boolean]>([
    ['readiness', {}, '', false, false],
    ['readiness', {}, '+', true, false],
    ['readiness', { successThreshold: 2 }, '+-+', false, false],
    ['readiness', { successThreshold: 2 }, '-++', true, false],
    ['readiness', {}, '+--', true, false],
    ['readiness', {}, '+---', false, true],
    ['liveness', {}, '', true, false],
    ['liveness', { failureThreshold: 1 }, '-', false, true],
    ['liveness', {}, '--+--', true, false],
    ['startup', { failureThreshold: 2 }, '--', false, true],
  ])('%s %j after %s', (kind, probe, results, healthy, failed) => {
    let state = firstProbeState(kind as 'readiness');
    for (const result of results) state = countResult(state, probe, result === '+');
    expect([state.healthy, hasFailed(state, probe)]).toEqual([healthy, failed]);
  });

  test('quick tries until the first success, the period from then on', () => {
    const probe = { periodSeconds: 5 };
    expect([1, 2, 3, 6, 9].map((tries) => probeWaitMs('readiness', probe, tries, false))).toEqual([
      25, 50, 100, 800, 800,
    ]);
    expect(probeWaitMs('readiness', probe, 1, true)).toBe(5000);
    expect(probeWaitMs('liveness', probe, 1, false)).toBe(5000);
  });
});

describe('one try', () => {
  let status = 200;
  const server = createServer((request, response) => {
    if (request.url === '/hang') return;
    response.writeHead(status, { location: '/x' }).end(request.headers['x-a']);
  });
  let target: ProbeTarget;
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    target = {
      address: (wanted) =>
        wanted === 'http' || wanted === 8080 ? { host: '127.0.0.1', port } : undefined,
      exec: async ([command]) => ({ code: command === 'true' ? 0 : 3, output: 'said' }),
    };
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  test.each([
    [200, true],
    [302, true],
    [399, true],
    [404, false],
    [500, false],
  ])('a status of %i', async (code, success) => {
    status = code;
    const outcome = await runProbe({ httpGet: { port: 'http' } }, target);
    expect(outcome).toEqual({
      success,
      message: success ? '' : `HTTP probe failed with statuscode: ${code}`,
    });
  });

  test.each<[string, Probe, boolean, RegExp]>([
    [
      'silence',
      { httpGet: { port: 'http', path: '/hang' }, timeoutSeconds: 0.05 },
      false,
      /deadline exceeded/,
    ],
    ['an unknown port name', { httpGet: { port: 'nope' } }, false, /no port called nope/],
    ['a closed port', { tcpSocket: { port: 1 } }, false, /ECONNREFUSED/],
    ['an open port', { tcpSocket: { port: 8080 } }, true, /^$/],
    ['a command', { exec: { command: ['true'] } }, true, /said/],
    ['a failing command', { exec: { command: ['false'] } }, false, /said/],
    ['gRPC', { grpc: { port: 1 } }, false, /not offered/],
  ])('%s', async (_, probe, success, message) => {
    const outcome = await runProbe(probe, target);
    expect(outcome.success).toBe(success);
    expect(outcome.message).toMatch(message);
  });
});

test('a slow starter is ready soon after it is up, and quick tries do not use up its failures', async () => {
  const reports: string[] = [];
  let up = false;
  const abort = new AbortController();
  const target: ProbeTarget = {
    address: () => undefined,
    exec: async () => ({ code: up ? 0 : 1, output: '' }),
  };
  const probe = { exec: { command: ['x'] }, periodSeconds: 10, failureThreshold: 1 };
  const container: Container = { name: 'a', startupProbe: probe, readinessProbe: probe };
  startProbes(
    container,
    target,
    {
      started: () => void reports.push('started'),
      ready: (ready) => void reports.push(`ready ${ready}`),
      failed: (kind) => void reports.push(`failed ${kind}`),
      unhealthy: (kind) => void reports.push(`unhealthy ${kind}`),
    },
    false,
    abort.signal,
  );
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(reports).toEqual([]);
  up = true;
  await expect.poll(() => reports, { timeout: 2000 }).toEqual(['started', 'ready true']);
  abort.abort();
});
