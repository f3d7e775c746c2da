import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../src/postgres/embedded-postgres.ts';
import { startConstellation } from '../src/testing/constellation.ts';

let folder: string;
let outside: EmbeddedPostgres;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fairway-outside-'));
  // Any PostgreSQL will do; this one is started apart and handed over by its URL.
  outside = await startEmbeddedPostgres({
    dataFolder: join(folder, 'data'),
    socketFolder: join(folder, 'socket'),
  });
});

afterAll(async () => {
  await outside.stop();
  await rm(folder, { recursive: true, force: true });
});

describe('an external database', () => {
  it('serves the whole platform, twice, and is left running', { timeout: 120_000 }, async () => {
    const { host, user, database } = outside.connection;
    const url = `postgres://${user}@localhost/${database}?host=${encodeURIComponent(host)}`;
    const flags = { 'database.kind': 'external', 'database.url': url };
    {
      await using first = await startConstellation({ flags });
      expect(existsSync(join(first.data, 'postgres'))).toBe(false);
      const body = { name: 'web', description: '' };
      expect((await first.api.POST('/api/v1/teams', { body })).response.status).toBe(201);
    }
    await using platform = await startConstellation({ flags });
    const { data } = await platform.api.GET('/api/v1/teams', {});
    expect(data?.items.map(({ name }) => name)).toEqual(['platform', 'web']);
  });
});
