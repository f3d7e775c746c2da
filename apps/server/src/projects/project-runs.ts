import { type Kysely, sql, type Transaction } from 'kysely';
import type { Database } from '../database/schema.ts';
import type { Workflows } from '../durable/workflows.ts';
import { FairwayError } from '../errors/fairway-error.ts';
import type { Timeline } from '../timeline/schema.ts';
import type { ProjectServices } from './context.ts';

/** The workflows behind timelines: begun, begun again after a failure or after a crash. */
export interface ProjectRuns {
  /** Starts the workflow of a timeline; harmless when it runs already or has ended. */
  start(timeline: Timeline): Promise<void>;
  /** Runs a failed timeline again. @throws FairwayError `conflict` when it did not fail */
  retry(timelineId: string): Promise<void>;
  /** Starts what a killed server had written down and not begun; what runs already is left alone. */
  resume(): Promise<void>;
}

/** How the title of a deletion begins that keeps the repository and the images. */
export const archiveTitle = 'Archive';

/** Runs on the durable workflows; an attempt is counted in the transaction that reopens its timeline. */
export function createProjectRuns(services: ProjectServices, workflows: Workflows): ProjectRuns {
  const { db, timelines, pipelines } = services;

  const start = async (timeline: Timeline): Promise<void> => {
    const { id: timelineId, kind, title } = timeline;
    const run = { timelineId, attempt: await attemptOf(db, timelineId) };
    if (kind === 'delivery') {
      // Without a run its push has not been taken in yet: the git host tells it again.
      const row = await pipelines.ofTimeline(timelineId);
      if (row !== undefined) await workflows.deliver(row.id, run);
      return;
    }
    const projectId = await projectIdOf(db, timelineId);
    if (kind === 'provision') await workflows.provision(projectId, run);
    else await workflows.remove(projectId, run, title.startsWith(archiveTitle));
  };

  return {
    start,
    async retry(timelineId) {
      const timeline = await timelines.get(timelineId);
      if (timeline === undefined) throw notRetried('It is gone.');
      const run = await pipelines.ofTimeline(timelineId);
      if (timeline.kind === 'delivery' && run === undefined) throw notRetried('Its run is gone.');
      const projectId = await projectIdOf(db, timelineId);
      const reopened = await timelines.reopen(timelineId, async (transaction) => {
        await claimProject(transaction, projectId, timeline.kind);
        await countAttempt(transaction, timelineId);
      });
      if (!reopened) throw notRetried('It did not fail.');
      if (run?.conclusion === 'failure') await pipelines.rerun(run.id);
      await start(timeline);
    },
    async resume() {
      for (const timeline of await timelines.running()) await start(timeline);
    },
  };
}

/** What is being deleted is not built again, and what a later push brought live not created again. */
async function claimProject(
  transaction: Transaction<Database>,
  id: string,
  kind: Timeline['kind'],
): Promise<void> {
  const project = await transaction
    .selectFrom('projects')
    .select('state')
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  if (kind === 'deletion') return;
  if (project === undefined || project.state === 'deleting') {
    throw notRetried('The project is being deleted.');
  }
  if (kind !== 'provision') return;
  if (project.state !== 'failed') throw notRetried('The project is live.');
  await transaction
    .updateTable('projects')
    .set({ state: 'provisioning' })
    .where('id', '=', id)
    .execute();
}

async function projectIdOf(db: Kysely<Database>, timelineId: string): Promise<string> {
  const row = await db
    .selectFrom('timelines')
    .select('project_id')
    .where('id', '=', timelineId)
    .executeTakeFirstOrThrow();
  return row.project_id;
}

async function attemptOf(db: Kysely<Database>, timelineId: string): Promise<number> {
  const row = await db
    .selectFrom('settings')
    .select('value')
    .where('key', '=', attemptKey(timelineId))
    .executeTakeFirst();
  return Number(row?.value['attempt'] ?? 0);
}

async function countAttempt(transaction: Transaction<Database>, timelineId: string): Promise<void> {
  await transaction
    .insertInto('settings')
    .values({ key: attemptKey(timelineId), value: JSON.stringify({ attempt: 1 }) })
    .onConflict((conflict) =>
      conflict.column('key').doUpdateSet({
        value: sql`jsonb_build_object('attempt', (settings.value->>'attempt')::int + 1)`,
      }),
    )
    .execute();
}

function attemptKey(timelineId: string): string {
  return `attempt/${timelineId}`;
}

function notRetried(why: string): FairwayError {
  return new FairwayError('conflict', {
    message: `Only a failed run can be retried. ${why}`,
    remedy: 'Look at the project again: it may be running, live or deleted meanwhile.',
  });
}
