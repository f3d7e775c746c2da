import { type Kysely, type Migration, Migrator, sql } from 'kysely';
import { FairwayError } from '../errors/fairway-error.ts';
import type { Database } from './schema.ts';
import { initial } from './migrations/0001-initial.ts';

/** Every migration of schema `app`, by its numbered name. */
const migrations: Record<string, Migration> = {
  '0001-initial': initial,
};

const schemasLock = 7_204_118_002;

/**
 * Brings the schemas `app`, `auth`, `dbos` and `kube` up to date with this version's migrations.
 * Migrations run in one transaction under a lock, so that two servers can start together.
 *
 * @throws FairwayError `database-failed` when the database does not answer or a migration fails; nothing
 *   of it stays.
 */
export async function migrateToLatest(db: Kysely<Database>): Promise<void> {
  try {
    await createSchemas(db);
  } catch (error) {
    throw new FairwayError('database-failed', {
      message: `The database cannot be used: ${reasonOf(error)}.`,
      remedy:
        'Check that it runs, that DATABASE_URL is right, and that its user may create schemas.',
      cause: error,
    });
  }
  const migrator = new Migrator({
    db,
    migrationTableSchema: 'app',
    provider: { getMigrations: async () => migrations },
  });
  const { error } = await migrator.migrateToLatest();
  if (error === undefined) return;
  throw new FairwayError('database-failed', {
    message: `The database could not be migrated: ${reasonOf(error)}.`,
    remedy: 'Start the version that wrote this database, or restore a backup of it.',
    cause: error,
  });
}

/** `create schema if not exists` fails when two sessions make the same one: they take turns. */
async function createSchemas(db: Kysely<Database>): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    await sql`select pg_advisory_xact_lock(${schemasLock})`.execute(transaction);
    for (const schema of ['app', 'auth', 'dbos', 'kube']) {
      await sql`create schema if not exists ${sql.id(schema)}`.execute(transaction);
    }
  });
}

function reasonOf(error: unknown): string {
  return error instanceof Error && error.message !== '' ? error.message : 'it does not answer';
}
