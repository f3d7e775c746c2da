import { Kysely, PostgresDialect } from 'kysely';
import { Pool } from 'pg';
import { migrateToLatest } from './migrate.ts';
import type { Database } from './schema.ts';

/** Where PostgreSQL is: settings of `pg`, or a URL. */
export type DatabaseConnection =
  | { host: string; port: number; user: string; database: string }
  | { connectionString: string };

/**
 * How many connections each part may hold; 40 in all, below the embedded server's 60.
 */
const budget = { app: 12, auth: 6, kube: 10, dbos: 8 } as const;

/** The platform's one PostgreSQL, with a pool a schema. */
export interface OpenDatabase {
  db: Kysely<Database>;
  pool(schema: 'auth' | 'kube' | 'dbos'): Pool;
  close(): Promise<void>;
}

/**
 * Opens the pools and migrates. Queries of a pool name no schema: its search path is the schema.
 *
 * @throws FairwayError `database-failed`
 */
export async function openDatabase(
  connection: DatabaseConnection,
  onError: (error: Error) => void,
): Promise<OpenDatabase> {
  const pools = new Map<keyof typeof budget, Pool>();
  let closing = false;
  const pool = (schema: keyof typeof budget): Pool => {
    const existing = pools.get(schema);
    if (existing !== undefined) return existing;
    const made = new Pool({
      ...connection,
      max: budget[schema],
      idleTimeoutMillis: 30_000,
      connectionTimeoutMillis: 10_000,
      options: `-c search_path=${schema}`,
      application_name: `fairway-${schema}`,
    });
    // A connection that is being closed may still hear that the server ends.
    made.on('error', (error) => {
      if (!closing) onError(error);
    });
    pools.set(schema, made);
    return made;
  };
  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool: pool('app') }) });
  const close = async (): Promise<void> => {
    closing = true;
    await db.destroy();
    for (const [schema, opened] of pools) if (schema !== 'app') await opened.end();
  };
  try {
    await migrateToLatest(db);
  } catch (error) {
    await close();
    throw error;
  }
  return { db, pool, close };
}
