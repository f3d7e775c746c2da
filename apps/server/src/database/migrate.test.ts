import { sql } from 'kysely';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestPostgres, type TestPostgres } from '../testing/postgres.ts';
import { migrateToLatest } from './migrate.ts';
import { type DatabaseConnection, openDatabase } from './open-database.ts';

let postgres: TestPostgres;
beforeAll(async () => {
  postgres = await startTestPostgres();
});
afterAll(() => postgres[Symbol.asyncDispose]());

/** Another, empty database of the same server. */
async function emptyDatabase(name: string): Promise<DatabaseConnection> {
  await sql`create database ${sql.id(name)}`.execute(postgres.db);
  return { ...postgres.connection, database: name };
}

async function tables(connection: DatabaseConnection): Promise<string[]> {
  const client = new pg.Client(connection);
  await client.connect();
  const { rows } = await client.query<{ name: string }>(
    "select table_name as name from information_schema.tables where table_schema = 'app' order by 1",
  );
  await client.end();
  return rows.map(({ name }) => name);
}

describe('migrateToLatest', () => {
  it('makes the schemas of every part', async () => {
    const { rows } = await sql<{ nspname: string }>`
      select nspname from pg_namespace where nspname in ('app', 'auth', 'dbos', 'kube') order by 1
    `.execute(postgres.db);
    expect(rows.map(({ nspname }) => nspname)).toEqual(['app', 'auth', 'dbos', 'kube']);
  });

  it('changes nothing when it runs again', async () => {
    await postgres.db
      .insertInto('settings')
      .values({ key: 'kept', value: JSON.stringify({ n: 1 }) })
      .execute();
    await migrateToLatest(postgres.db);
    const row = await postgres.db.selectFrom('settings').selectAll().executeTakeFirst();
    expect(row).toEqual({ key: 'kept', value: { n: 1 } });
  });

  it('lets servers that start together migrate an empty database once', async () => {
    const connection = await emptyDatabase('together');
    const opened = await Promise.all(
      Array.from({ length: 4 }, () => openDatabase(connection, () => undefined)),
    );
    for (const database of opened) await database.close();
    const names = await tables(connection);
    expect(names).toContain('audit_log');
    expect(new Set(names).size).toBe(names.length);
  });

  it('refuses a database that a newer version wrote, and leaves it as it is', async () => {
    const connection = await emptyDatabase('newer');
    const { db, close } = await openDatabase(connection, () => undefined);
    await sql`insert into app.kysely_migration (name, timestamp) values ('9999-later', 'now')`.execute(
      db,
    );
    const before = await tables(connection);
    await expect(migrateToLatest(db)).rejects.toMatchObject({
      code: 'database-failed',
      message: expect.stringContaining('9999-later'),
      remedy: expect.stringContaining('version that wrote'),
    });
    expect(await tables(connection)).toEqual(before);
    await close();
  });
});

describe('openDatabase', () => {
  it.each([
    ['nobody listens', { host: '127.0.0.1', port: 1, user: 'fairway', database: 'postgres' }],
    ['the database is not there', { database: 'missing' }],
  ])('says what to check when %s', async (_case, change) => {
    const connection = { ...postgres.connection, ...change } as DatabaseConnection;
    await expect(openDatabase(connection, () => undefined)).rejects.toMatchObject({
      code: 'database-failed',
      remedy: expect.stringContaining('DATABASE_URL'),
    });
  });

  it('gives each part a pool whose search path is its schema', async () => {
    for (const schema of ['auth', 'kube', 'dbos'] as const) {
      const { rows } = await postgres.database.pool(schema).query('show search_path');
      expect(rows).toEqual([{ search_path: schema }]);
      expect(postgres.database.pool(schema)).toBe(postgres.database.pool(schema));
    }
  });

  it('stays below the connections that the server allows', async () => {
    const { rows } = await sql<{ max_connections: string }>`show max_connections`.execute(
      postgres.db,
    );
    const pools = (['auth', 'kube', 'dbos'] as const).map(
      (schema) => postgres.database.pool(schema).options.max,
    );
    const app = 12;
    expect(pools.reduce((sum, max) => sum + max, app)).toBeLessThan(
      Number(rows[0]?.max_connections),
    );
  });
});
