import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Kysely } from 'kysely';
import {
  type DatabaseConnection,
  type OpenDatabase,
  openDatabase,
} from '../database/open-database.ts';
import type { Database } from '../database/schema.ts';
import { startEmbeddedPostgres } from '../postgres/embedded-postgres.ts';

/** A PostgreSQL of a test file's own, migrated; disposing of it stops it and removes its folder. */
export interface TestPostgres extends AsyncDisposable {
  connection: DatabaseConnection;
  database: OpenDatabase;
  db: Kysely<Database>;
}

/** Starts the embedded PostgreSQL in a temporary folder; once a test file, in `beforeAll`. */
export async function startTestPostgres(): Promise<TestPostgres> {
  const folder = await mkdtemp(join(tmpdir(), 'fairway-pg-'));
  const postgres = await startEmbeddedPostgres({
    dataFolder: join(folder, 'data'),
    socketFolder: join(folder, 'socket'),
  });
  const database = await openDatabase(postgres.connection, (error) => {
    throw error;
  });
  return {
    connection: postgres.connection,
    database,
    db: database.db,
    async [Symbol.asyncDispose]() {
      await database.close();
      await postgres.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
