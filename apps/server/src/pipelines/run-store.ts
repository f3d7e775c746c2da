import { randomUUID } from 'node:crypto';
import { type Kysely, type Selectable, sql } from 'kysely';
import type { ReleaseRecord } from '../adapters/ci/port.ts';
import type { Database } from '../database/schema.ts';
import type { Failure } from '../timeline/schema.ts';

/** A row of `pipeline_runs`. */
export type PipelineRunRow = Selectable<Database['pipeline_runs']>;

/** A push that starts a pipeline run. */
export interface Push {
  projectId: string;
  ref: string;
  before: string | null;
  commit: string;
  pusher: string;
  timelineId: string;
}

/**
 * Queues a run for a push; the same push again gives the run that is there. Undefined when the
 * project is gone or being deleted.
 */
export async function insertRun(
  db: Kysely<Database>,
  push: Push,
): Promise<PipelineRunRow | undefined> {
  return db.transaction().execute(async (transaction) => {
    // The project's row is the lock under which its run numbers are given out.
    const project = await transaction
      .selectFrom('projects')
      .select('state')
      .where('id', '=', push.projectId)
      .forUpdate()
      .executeTakeFirst();
    if (project === undefined || project.state === 'deleting') return undefined;
    const existing = await transaction
      .selectFrom('pipeline_runs')
      .selectAll()
      .where('project_id', '=', push.projectId)
      .where('ref', '=', push.ref)
      .where('commit', '=', push.commit)
      .executeTakeFirst();
    if (existing !== undefined) return existing;
    const newest = await transaction
      .selectFrom('pipeline_runs')
      .select((eb) => eb.fn.max('number').as('number'))
      .where('project_id', '=', push.projectId)
      .executeTakeFirst();
    return transaction
      .insertInto('pipeline_runs')
      .values({
        id: randomUUID(),
        project_id: push.projectId,
        number: (newest?.number ?? 0) + 1,
        commit: push.commit,
        before: push.before,
        ref: push.ref,
        pusher: push.pusher,
        attempt: 0,
        status: 'queued',
        conclusion: null,
        created_at: new Date(),
        timeline_id: push.timelineId,
        jobs: JSON.stringify([]),
        failure: null,
      })
      .returningAll()
      .executeTakeFirstOrThrow();
  });
}

const claimLock = 7_204_118_004;

/** Takes the oldest queued run, of no project that is being deleted; never the same one twice. */
export async function claimRun(db: Kysely<Database>): Promise<PipelineRunRow | undefined> {
  return db.transaction().execute(async (transaction) => {
    // Claims wait for each other: one that looked past a row being claimed could find none.
    await sql`select pg_advisory_xact_lock(${claimLock})`.execute(transaction);
    return transaction
      .updateTable('pipeline_runs')
      .set((eb) => ({
        status: 'in_progress' as const,
        started_at: new Date(),
        attempt: eb('attempt', '+', 1),
      }))
      .where('id', '=', (eb) =>
        eb
          .selectFrom('pipeline_runs')
          .select('id')
          .where('status', '=', 'queued')
          .where('project_id', 'not in', (deleting) =>
            deleting.selectFrom('projects').select('id').where('state', '=', 'deleting'),
          )
          .orderBy('created_at')
          .limit(1),
      )
      .returningAll()
      .executeTakeFirst();
  });
}

/** Ends what a project has queued or running as cancelled. */
export async function cancelRuns(db: Kysely<Database>, projectId: string): Promise<void> {
  await db
    .updateTable('pipeline_runs')
    .set({ status: 'completed', conclusion: 'cancelled', finished_at: new Date() })
    .where('project_id', '=', projectId)
    .where('status', '!=', 'completed')
    .execute();
}

/** Name, team and repository of a run's project. */
export async function projectOfRun(db: Kysely<Database>, id: string) {
  const row = await db
    .selectFrom('projects')
    .innerJoin('teams', 'teams.id', 'projects.team_id')
    .select(['projects.name', 'teams.name as team'])
    .where('projects.id', '=', id)
    .executeTakeFirstOrThrow();
  return { ...row, repository: `${row.team}/${row.name}` };
}

/** Ends a run, and records the release that it published, in one transaction. */
export async function completeRun(
  db: Kysely<Database>,
  row: PipelineRunRow,
  conclusion: 'success' | 'failure',
  outcome: {
    release?: ReleaseRecord & { message: string };
    failure?: Failure;
  },
): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    await transaction
      .updateTable('pipeline_runs')
      .set({
        status: 'completed',
        conclusion,
        finished_at: new Date(),
        failure: outcome.failure === undefined ? null : JSON.stringify(outcome.failure),
      })
      .where('id', '=', row.id)
      .execute();
    if (outcome.release === undefined) return;
    const { image, digest, chartCommit, message } = outcome.release;
    const release = { commit: row.commit, chart_commit: chartCommit, image, digest, message };
    await transaction
      .insertInto('releases')
      .values({
        id: `r-${row.id}`,
        project_id: row.project_id,
        run_id: row.id,
        created_at: new Date(),
        ...release,
      })
      .onConflict((conflict) => conflict.column('run_id').doUpdateSet(release))
      .execute();
  });
}
