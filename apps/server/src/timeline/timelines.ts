import { type Kysely, sql, type Transaction } from 'kysely';
import type { Database } from '../database/schema.ts';
import type { Events } from './events.ts';
import type {
  Failure,
  StepState,
  Timeline,
  TimelineKind,
  TimelineState,
  TimelineStep,
} from './schema.ts';
import { toStep, toTimeline } from './to-timeline.ts';
import type { PlatformMetrics } from '../observability/platform-metrics.ts';

/** A timeline to begin; the same id again changes nothing. */
export interface NewTimeline {
  id: string;
  kind: TimelineKind;
  projectId: string;
  project: string;
  team: string;
  title: string;
  steps: readonly { key: string; title: string }[];
}

/** A change of one step; what is left out stays. */
export interface StepChange {
  state?: StepState;
  message?: string | null;
  failure?: Failure | null;
  log?: { runId: string; job: string };
}

/** What a person watches: the steps of provisioning, delivery or deletion, as they happen. */
export interface Timelines {
  /**
   * Begins a timeline. `claim` runs in the same transaction: when it says no, nothing begins.
   *
   * @returns whether it began here and now.
   */
  begin(
    timeline: NewTimeline,
    claim?: (transaction: Transaction<Database>) => Promise<boolean>,
  ): Promise<boolean>;
  /** Puts steps behind another one; those that exist stay as they are. */
  insertSteps(
    id: string,
    after: string,
    steps: readonly { key: string; title: string }[],
  ): Promise<void>;
  changeStep(id: string, key: string, change: StepChange): Promise<void>;
  stepState(id: string, key: string): Promise<StepState | undefined>;
  finish(id: string, state: TimelineState, url?: string): Promise<void>;
  /**
   * Makes a failed timeline run again, for a retry: failed and skipped steps are queued. `claim` runs
   * in the same transaction; what it throws takes everything back.
   *
   * @returns false when it is not failed (any more): of two retries one goes on.
   */
  reopen(
    id: string,
    claim?: (transaction: Transaction<Database>) => Promise<void>,
  ): Promise<boolean>;
  get(id: string): Promise<Timeline | undefined>;
  /** Newest first; `teams` names those whose timelines are wanted, `projectId` one project. */
  list(filter: {
    projectId?: string;
    teams?: readonly string[];
    limit: number;
  }): Promise<Timeline[]>;
  /** Timelines that have not ended: what a start of the server makes sure of. */
  running(): Promise<Timeline[]>;
}

/** Steps are numbered with gaps, so that pipeline jobs can be put between them. */
const ordinalGap = 1_000;

/** Timelines on tables `timelines` and `timeline_steps`; every change is also an event. */
export function createTimelines(
  db: Kysely<Database>,
  events: Events,
  metrics: Pick<PlatformMetrics, 'operations' | 'operationDuration'>,
): Timelines {
  const get = async (id: string): Promise<Timeline | undefined> => {
    const [timeline] = await readTimelines(db, (query) => query.where('id', '=', id));
    return timeline;
  };
  const announce = async (id: string): Promise<void> => {
    const timeline = await get(id);
    if (timeline === undefined) return;
    const { project, team } = timeline;
    await events.publish({ type: 'timeline', timelineId: id, project, team, data: { timeline } });
  };
  return {
    get,
    async begin(timeline, claim) {
      const begun = await db.transaction().execute(async (transaction) => {
        if (claim !== undefined && !(await claim(transaction))) return false;
        return insertTimeline(transaction, timeline);
      });
      if (begun) await announce(timeline.id);
      return begun;
    },
    async insertSteps(id, after, steps) {
      const anchor = await db
        .selectFrom('timeline_steps')
        .select('ordinal')
        .where('timeline_id', '=', id)
        .where('key', '=', after)
        .executeTakeFirst();
      const first = (anchor?.ordinal ?? 0) + 1;
      await insertRows(db, id, steps, (index) => first + index);
      await announce(id);
    },
    async changeStep(id, key, change) {
      const row = await updateStep(db, id, key, change);
      const timeline = await db
        .selectFrom('timelines')
        .select(['project', 'team'])
        .where('id', '=', id)
        .executeTakeFirst();
      if (row === undefined || timeline === undefined) return;
      const data = { timelineId: id, step: toStep(row, null) satisfies TimelineStep };
      await events.publish({ type: 'step', timelineId: id, ...timeline, data });
    },
    async stepState(id, key) {
      const row = await db
        .selectFrom('timeline_steps')
        .select('state')
        .where('timeline_id', '=', id)
        .where('key', '=', key)
        .executeTakeFirst();
      return row?.state;
    },
    async finish(id, state, url) {
      await db
        .updateTable('timelines')
        .set({ state, finished_at: new Date(), ...(url === undefined ? {} : { url }) })
        .where('id', '=', id)
        .execute();
      await db
        .updateTable('timeline_steps')
        .set({ state: 'skipped' })
        .where('timeline_id', '=', id)
        .where('state', 'in', ['queued', 'running'])
        .execute();
      await announce(id);
      const finished = await get(id);
      if (finished === undefined) return;
      metrics.operations.inc({ kind: finished.kind, state });
      const seconds = (finished.durationMs ?? 0) / 1_000;
      metrics.operationDuration.observe({ kind: finished.kind }, seconds);
    },
    async reopen(id, claim) {
      const reopened = await db.transaction().execute(async (transaction) => {
        const { numUpdatedRows } = await transaction
          .updateTable('timelines')
          .set({ state: 'running', finished_at: null, started_at: new Date() })
          .where('id', '=', id)
          .where('state', '=', 'failed')
          .executeTakeFirstOrThrow();
        if (numUpdatedRows === 0n) return false;
        await claim?.(transaction);
        await transaction
          .updateTable('timeline_steps')
          .set({
            state: 'queued',
            started_at: null,
            finished_at: null,
            failure: null,
            message: null,
          })
          .where('timeline_id', '=', id)
          .where('state', 'in', ['failed', 'skipped', 'running'])
          .execute();
        return true;
      });
      if (reopened) await announce(id);
      return reopened;
    },
    async list({ projectId, teams, limit }) {
      if (teams?.length === 0) return [];
      return readTimelines(db, (query) => {
        let newest = query.orderBy('started_at', 'desc').limit(limit);
        if (teams !== undefined) newest = newest.where('team', 'in', teams);
        return projectId === undefined ? newest : newest.where('project_id', '=', projectId);
      });
    },
    running: () => readTimelines(db, (query) => query.where('state', '=', 'running')),
  };
}

async function insertTimeline(
  db: Kysely<Database>,
  { id, kind, projectId, project, team, title, steps }: NewTimeline,
): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('timelines')
    .values({
      id,
      kind,
      state: 'running',
      project_id: projectId,
      project,
      team,
      title,
      started_at: new Date(),
      url: null,
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirstOrThrow();
  if (numInsertedOrUpdatedRows !== 1n) return false;
  await insertRows(db, id, steps, (index) => (index + 1) * ordinalGap);
  return true;
}

async function insertRows(
  db: Kysely<Database>,
  timelineId: string,
  steps: readonly { key: string; title: string }[],
  ordinal: (index: number) => number,
): Promise<void> {
  if (steps.length === 0) return;
  await db
    .insertInto('timeline_steps')
    .values(
      steps.map(({ key, title }, index) => ({
        timeline_id: timelineId,
        key,
        title,
        ordinal: ordinal(index),
        state: 'queued' as const,
        message: null,
        failure: null,
        log: null,
      })),
    )
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

async function updateStep(db: Kysely<Database>, id: string, key: string, change: StepChange) {
  const now = new Date();
  const { state, message, failure, log } = change;
  return db
    .updateTable('timeline_steps')
    .set({
      ...(state === undefined ? {} : { state }),
      ...(state === 'running' ? { started_at: now, finished_at: null, failure: null } : {}),
      ...(state === 'succeeded' || state === 'failed'
        ? { finished_at: now, started_at: sql<Date>`coalesce(started_at, ${now})` }
        : {}),
      ...(message === undefined ? {} : { message }),
      ...(failure === undefined ? {} : { failure: JSON.stringify(failure) }),
      ...(log === undefined ? {} : { log: JSON.stringify(log) }),
    })
    .where('timeline_id', '=', id)
    .where('key', '=', key)
    .returningAll()
    .executeTakeFirst();
}

async function readTimelines(
  db: Kysely<Database>,
  narrow: (query: ReturnType<typeof selectTimelines>) => ReturnType<typeof selectTimelines>,
): Promise<Timeline[]> {
  const rows = await narrow(selectTimelines(db)).execute();
  if (rows.length === 0) return [];
  const steps = await db
    .selectFrom('timeline_steps')
    .selectAll()
    .where(
      'timeline_id',
      'in',
      rows.map((row) => row.id),
    )
    .orderBy('ordinal')
    .execute();
  const usual = await usualDurations(db);
  return rows.map((row) =>
    toTimeline(
      row,
      steps.filter((step) => step.timeline_id === row.id),
      usual,
    ),
  );
}

function selectTimelines(db: Kysely<Database>) {
  return db.selectFrom('timelines').selectAll();
}

/** Median durations over the last successful timelines: of a step as `kind/key`, of a whole as `kind`. */
async function usualDurations(db: Kysely<Database>): Promise<Map<string, number>> {
  const { rows } = await sql<{ name: string; ms: number }>`
    with recent as (
      select id, kind, started_at, finished_at from timelines
      where state in ('live', 'done') and finished_at is not null
      order by started_at desc limit 50
    )
    select recent.kind || '/' || s.key as name,
      percentile_cont(0.5) within group (order by extract(epoch from s.finished_at - s.started_at) * 1000) as ms
    from recent join timeline_steps s on s.timeline_id = recent.id
    where s.state = 'succeeded' and s.finished_at is not null and s.started_at is not null
    group by 1
    union all
    select kind, percentile_cont(0.5) within group (order by extract(epoch from finished_at - started_at) * 1000)
    from recent group by 1`.execute(db);
  return new Map(rows.map(({ name, ms }) => [name, Math.round(ms)]));
}
