import type { RefStore } from '@fairway/git-host';
import type { Kysely } from 'kysely';
import type { Database } from '../../database/schema.ts';

/** The refs last told, on table `git_refs`: what moved while no server ran is told at its start. */
export function createRefStore(db: Kysely<Database>): RefStore {
  return {
    async load(repository) {
      const rows = await db
        .selectFrom('git_refs')
        .select(['ref', 'commit'])
        .where('repository', '=', repository)
        .execute();
      return new Map(rows.map(({ ref, commit }) => [ref, commit]));
    },
    async save(repository, refs) {
      await db.transaction().execute(async (transaction) => {
        await transaction.deleteFrom('git_refs').where('repository', '=', repository).execute();
        if (refs.size === 0) return;
        await transaction
          .insertInto('git_refs')
          .values([...refs].map(([ref, commit]) => ({ repository, ref, commit })))
          .execute();
      });
    },
  };
}
