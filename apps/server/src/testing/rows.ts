import { randomUUID } from 'node:crypto';
import type { Insertable, Kysely } from 'kysely';
import type { Database } from '../database/schema.ts';

/** Inserts a team and gives its id. */
export async function insertTeam(db: Kysely<Database>, name: string): Promise<string> {
  const id = randomUUID();
  await db
    .insertInto('teams')
    .values({ id, name, description: '', created_at: new Date() })
    .execute();
  return id;
}

/** Inserts a live project of a team (made when it is not there) and gives its id. */
export async function insertProject(
  db: Kysely<Database>,
  project: { team: string; name: string } & Partial<Insertable<Database['projects']>>,
): Promise<string> {
  const { team, ...row } = project;
  const existing = await db
    .selectFrom('teams')
    .select('id')
    .where('name', '=', team)
    .executeTakeFirst();
  const id = randomUUID();
  await db
    .insertInto('projects')
    .values({
      id,
      team_id: existing?.id ?? (await insertTeam(db, team)),
      description: '',
      template: 'node-service',
      variables: JSON.stringify({}),
      state: 'live',
      created_at: new Date(),
      created_by: 'ann@example.com',
      ...row,
    })
    .execute();
  return id;
}
