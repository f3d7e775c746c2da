import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type KubeClient, resources } from '@fairway/kube';
import { createKubeServer, type KubeServer, superGroup } from '@fairway/kube-server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { startTestPostgres, type TestPostgres } from '../testing/postgres.ts';
import { writeKubeconfig } from './kubeconfig.ts';
import { type WaitOptions, waitForObject } from './wait-for-object.ts';

let postgres: TestPostgres;
let server: KubeServer;
let client: KubeClient;
beforeAll(async () => {
  postgres = await startTestPostgres();
  server = await createKubeServer({
    pool: postgres.database.pool('kube'),
    secretKey: randomBytes(32),
    authenticate: async () => undefined,
  });
  client = server.client({ username: 'test', groups: [superGroup] });
});
afterAll(async () => {
  await server.close();
  await postgres[Symbol.asyncDispose]();
});

const configMaps = { group: '', version: 'v1', resource: 'configmaps' };

async function write(name: string, data: Record<string, string>): Promise<void> {
  await client.patch(
    configMaps,
    { name, namespace: 'default' },
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'default' }, data },
    { type: 'application/apply-patch+yaml', fieldManager: 'test', force: true },
  );
}

/** Waits for `data.state` of a ConfigMap to be `done`. */
function untilDone(name: string, change: Partial<WaitOptions<string>> = {}): Promise<string> {
  return waitForObject({
    client,
    resource: configMaps,
    namespace: 'default',
    name,
    timeoutMs: 10_000,
    check: (object) => {
      const state = (object?.['data'] as Record<string, string> | undefined)?.['state'];
      return state === 'done' ? 'found' : undefined;
    },
    timedOut: () => new Error('it took too long'),
    ...change,
  });
}

describe('waitForObject', () => {
  it('gives what is there at once', async () => {
    await write('there', { state: 'done' });
    expect(await untilDone('there')).toBe('found');
  });

  it('follows an object that is made and changed, and no other', async () => {
    const begun = Date.now();
    const waiting = untilDone('made');
    await write('other', { state: 'done' });
    await write('made', { state: 'begun' });
    await write('made', { state: 'done' });
    expect(await waiting).toBe('found');
    // By the watch, not by the next look two seconds later.
    expect(Date.now() - begun).toBeLessThan(1_900);
  });

  it('tells that an object is gone', async () => {
    await write('gone', { state: 'begun' });
    const check = (object: unknown) => (object === undefined ? 'gone' : undefined);
    const waiting = untilDone('gone', { check });
    await client.delete(configMaps, { name: 'gone', namespace: 'default' });
    expect(await waiting).toBe('gone');
  });

  it('gives up after its time, with the error that it was given', async () => {
    await expect(untilDone('never', { timeoutMs: 200 })).rejects.toThrow('it took too long');
  });

  it('ends with an error of the check, and with its signal', async () => {
    const check = (): never => {
      throw new Error('the rollout failed');
    };
    await expect(untilDone('never', { check })).rejects.toThrow('the rollout failed');
    const signal = AbortSignal.timeout(100);
    await expect(untilDone('never', { signal })).rejects.toMatchObject({ name: 'TimeoutError' });
  });

  it('waits for what lies in no namespace', async () => {
    const waiting = waitForObject({
      client,
      resource: resources.namespaces,
      name: 'default',
      timeoutMs: 5_000,
      check: (object) => object?.metadata.name,
      timedOut: () => new Error('it took too long'),
    });
    expect(await waiting).toBe('default');
  });
});

describe('writeKubeconfig', () => {
  it('writes what kubectl needs, for its owner alone, and again over it', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'fairway-kubeconfig-'));
    const path = join(folder, 'kubeconfig');
    for (const token of ['old', 'new']) {
      await writeKubeconfig(path, { server: 'https://localhost:8080/k8s', caPem: 'PEM', token });
    }
    const config = parse(await readFile(path, 'utf8')) as Record<string, unknown>;
    expect(config).toMatchObject({
      'current-context': 'fairway',
      clusters: [{ cluster: { 'certificate-authority-data': btoa('PEM') } }],
      users: [{ user: { token: 'new' } }],
    });
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    await rm(folder, { recursive: true, force: true });
    await expect(writeKubeconfig(path, { server: '', caPem: '', token: '' })).rejects.toThrow(
      'ENOENT',
    );
  });
});
