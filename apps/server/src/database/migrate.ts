import { type Kysely, type Migration, Migrator, sql } from 'kysely';
import { FairwayError } from '../errors/fairway-error.ts';
import type { Database } from './schema.ts';
import { initial } from './migrations/0001-initial.ts';

/** Every migration of schema `app`, by its numbered name. */
const migrations: Record<string, Migration> = {
  '0001-initial': initial,
};

/**
 * Brings the schemas `app`, `auth`, `dbos` and `kube` up to date with this version's migrations.
 * Migrations run in one transaction under a lock, so that two servers can start together.
 *
 * @throws FairwayError `database-failed` when a migration fails; nothing of it stays.
 */
export async function migrateToLatest(db: Kysely<Database>): Promise<void> {
  for (const schema of ['app', 'auth', 'dbos', 'kube']) {
    await sql`create schema if not exists ${sql.id(schema)}`.execute(db);
  }
  const migrator = new Migrator({
    db,
    migrationTableSchema: 'app',
    provider: { getMigrations: async () => migrations },
  });
  const { error } = await migrator.migrateToLatest();
  if (error === undefined) return;
  throw new FairwayError('database-failed', {
    message: `The database could not be migrated: ${error instanceof Error ? error.message : 'unknown error'}.`,
    remedy: 'Start the version that wrote this database, or restore a backup of it.',
    cause: error,
  });
}
