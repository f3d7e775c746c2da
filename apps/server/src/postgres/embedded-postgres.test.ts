import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded-postgres.ts';

describe('startEmbeddedPostgres', () => {
  let folder: string;
  let first: EmbeddedPostgres;
  const options = () => ({
    dataFolder: join(folder, 'data'),
    socketFolder: join(folder, 'socket'),
  });

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'fairway-pg-'));
    await chmod(folder, 0o700);
    first = await startEmbeddedPostgres(options());
  });
  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  async function query(text: string): Promise<unknown[]> {
    const client = new Client(first.connection);
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(text)).rows;
    } finally {
      await client.end();
    }
  }

  it('listens on its socket alone', async () => {
    expect(await query('show listen_addresses')).toEqual([{ listen_addresses: '' }]);
  });

  it('is adopted by a server that finds it running, keeps its data, and stops', async () => {
    await query('create table kept (n int)');
    await query('insert into kept values (7)');
    const second = await startEmbeddedPostgres(options());
    expect(second.adopted).toBe(true);
    expect(await query('select n from kept')).toEqual([{ n: 7 }]);
    await second.stop();
    await expect(query('select 1')).rejects.toThrow();
    const third = await startEmbeddedPostgres(options());
    expect(third.adopted).toBe(false);
    expect(await query('select n from kept')).toEqual([{ n: 7 }]);
    await third.stop();
  });
});
