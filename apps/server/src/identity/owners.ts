import type { Kysely } from 'kysely';
import type { Database } from '../database/schema.ts';
import type { OwnedBy } from '../http/access.ts';

/** Tells which team owns something, for the access check; undefined when there is none such. */
export interface Owners {
  (kind: OwnedBy, id: string): Promise<string | undefined>;
  projectName(id: string): Promise<string | undefined>;
}

/** Owners, read from the database. */
export function createOwners(db: Kysely<Database>): Owners {
  const owner = async (kind: OwnedBy, id: string): Promise<string | undefined> => {
    switch (kind) {
      case 'team':
        return (
          await db.selectFrom('teams').select('name').where('name', '=', id).executeTakeFirst()
        )?.name;
      case 'timeline':
        return (
          await db.selectFrom('timelines').select('team').where('id', '=', id).executeTakeFirst()
        )?.team;
      case 'project':
        return (
          await db
            .selectFrom('projects')
            .innerJoin('teams', 'teams.id', 'projects.team_id')
            .select('teams.name')
            .where('projects.name', '=', id)
            .executeTakeFirst()
        )?.name;
      case 'run':
        return (
          await db
            .selectFrom('pipeline_runs')
            .innerJoin('projects', 'projects.id', 'pipeline_runs.project_id')
            .innerJoin('teams', 'teams.id', 'projects.team_id')
            .select('teams.name')
            .where('pipeline_runs.id', '=', id)
            .executeTakeFirst()
        )?.name;
    }
  };
  return Object.assign(owner, {
    async projectName(id: string): Promise<string | undefined> {
      const row = await db
        .selectFrom('projects')
        .select('name')
        .where('id', '=', id)
        .executeTakeFirst();
      return row?.name;
    },
  });
}
