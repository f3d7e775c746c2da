import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { createContentStore, createRegistryClient, type RegistryClient } from '@fairway/oci';
import { createRegistry } from '@fairway/oci-registry';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { createBaseImages, pushImage } from '../src/index.ts';
import { openWorkshop, type Workshop } from './support.ts';

let shop: Workshop;
let outside: string;
let server: Server;
let client: RegistryClient;

beforeAll(async () => {
  shop = await openWorkshop();
  outside = await mkdtemp(join(tmpdir(), 'fairway-outside-'));
  const store = await createContentStore({ dir: join(outside, 'content') });
  const registry = await createRegistry({
    store,
    dir: outside,
    authorize: async () => ({ allowed: true, subject: 'x' }),
  });
  server = createServer((req, res) => void registry.handle(req, res, req.url ?? ''));
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  client = createRegistryClient({
    host: 'docker.io',
    resolveHost: () => ({ origin }),
    attempts: 1,
  });
});

afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await rm(outside, { recursive: true, force: true });
  await shop.close();
});

it('come from an outside registry when it has them, under Docker’s names', async () => {
  const image = await shop.build({
    Dockerfile: 'FROM scratch\nCOPY Dockerfile /origin\nENV FROM_OUTSIDE=yes',
  });
  await pushImage({ store: shop.store, image, client, repository: 'library/node', tag: '20' });
  const asked: string[] = [];
  const bases = await createBaseImages({
    store: shop.store,
    cacheDir: join(shop.dir, 'other-cache'),
    nodePath: process.execPath,
    registry: (host) => {
      asked.push(host);
      return host === 'docker.io' ? client : undefined;
    },
  });
  const found = await bases.resolve('node:20');
  expect(found).toEqual({ manifest: image.manifest, digest: image.digest });
  const built = await shop.build({ Dockerfile: 'FROM node:20\nCOPY Dockerfile /two' }, { bases });
  expect(built.substitutions).toEqual([]);
  expect(built.config.config?.Env).toEqual(['FROM_OUTSIDE=yes']);
  expect(built.manifest.layers[0]).toEqual(image.manifest.layers[0]);

  const substituted = await bases.resolve('debian:12');
  expect(substituted.substitution).toMatch(/^debian:12 was replaced.*docker\.io answered 404/);
  await expect(bases.resolve('alpine:3')).rejects.toMatchObject({
    message: expect.stringContaining('404') as string,
  });
  await expect(bases.resolve('quay.example.com/x:1')).rejects.toMatchObject({
    code: 'base-unavailable',
  });
  expect(new Set(asked)).toEqual(new Set(['docker.io', 'quay.example.com']));
});
