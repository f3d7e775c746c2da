import { EventEmitter, once } from 'node:events';
import { type Kysely, sql } from 'kysely';
import type { Database } from '../database/schema.ts';
import type { ServerSentEvent } from '../http/server-sent-events.ts';

/** One thing that happened, for live pages. */
export interface PlatformEvent {
  type: 'timeline' | 'step' | 'project';
  timelineId: string | null;
  project: string;
  team: string;
  data: Record<string, unknown>;
}

/** Which events a stream carries. */
export interface EventFilter {
  timelineId?: string | undefined;
  project?: string | undefined;
  /** Asked for every event, so that a role taken away ends what is seen. */
  mayRead(team: string): boolean | Promise<boolean>;
}

/** The log of events behind every event stream. */
export interface Events {
  publish(event: PlatformEvent): Promise<void>;
  /** Events after `lastEventId` (absent or no id of ours: from now on) until the signal aborts. */
  stream(
    filter: EventFilter,
    lastEventId: string | undefined,
    signal: AbortSignal,
  ): AsyncIterable<ServerSentEvent>;
  /** Removes events from before a time: a client that was away for longer reads the timeline anew. */
  prune(before: Date): Promise<number>;
}

/** What may be resumed after: a number within PostgreSQL's bigint. */
const eventId = /^\d{1,18}$/;

/** Serialises writers, so that ids become visible in their order and no reader skips one. */
const writersLock = 7_204_118_001;
const safetyPollMs = 5_000;

/** The event log on table `events`; a stream is woken by this process and polls for others'. */
export function createEvents(db: Kysely<Database>): Events {
  const emitter = new EventEmitter().setMaxListeners(0);
  let published = 0;
  return {
    async publish(event) {
      await db.transaction().execute(async (transaction) => {
        await sql`select pg_advisory_xact_lock(${writersLock})`.execute(transaction);
        await transaction
          .insertInto('events')
          .values({
            timeline_id: event.timelineId,
            project: event.project,
            team: event.team,
            type: event.type,
            data: JSON.stringify(event.data),
          })
          .execute();
      });
      published += 1;
      emitter.emit('event');
    },
    async *stream(filter, lastEventId, signal) {
      let last = eventId.test(lastEventId ?? '') ? String(lastEventId) : await newestId(db);
      while (!signal.aborted) {
        const seen = published;
        const rows = await readAfter(db, last, filter);
        for (const row of rows) {
          last = row.id;
          if (await filter.mayRead(row.team)) {
            yield { id: row.id, event: row.type, data: row.data };
          }
        }
        // What was published during the query is looked for at once.
        if (rows.length === 0 && published === seen) await woken(emitter, signal);
      }
    },
    async prune(before) {
      const { numDeletedRows } = await db
        .deleteFrom('events')
        .where('at', '<', before)
        .executeTakeFirstOrThrow();
      return Number(numDeletedRows);
    },
  };
}

async function newestId(db: Kysely<Database>): Promise<string> {
  const row = await db
    .selectFrom('events')
    .select((eb) => eb.fn.max('id').as('id'))
    .executeTakeFirst();
  return row?.id ?? '0';
}

async function readAfter(db: Kysely<Database>, last: string, filter: EventFilter) {
  let query = db.selectFrom('events').selectAll().where('id', '>', last).orderBy('id').limit(500);
  if (filter.timelineId !== undefined) query = query.where('timeline_id', '=', filter.timelineId);
  if (filter.project !== undefined) query = query.where('project', '=', filter.project);
  return query.execute();
}

async function woken(emitter: EventEmitter, signal: AbortSignal): Promise<void> {
  const wake = AbortSignal.any([signal, AbortSignal.timeout(safetyPollMs)]);
  await once(emitter, 'event', { signal: wake }).catch(() => undefined);
}
