import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ServerSentEvent } from '../http/server-sent-events.ts';
import { startTestPostgres, type TestPostgres } from '../testing/postgres.ts';
import { createEvents, type EventFilter, type Events, type PlatformEvent } from './events.ts';

let postgres: TestPostgres;
let events: Events;
beforeAll(async () => {
  postgres = await startTestPostgres();
  events = createEvents(postgres.db);
});
afterAll(() => postgres[Symbol.asyncDispose]());

const everything: EventFilter = { mayRead: () => true };

function event(n: number, change: Partial<PlatformEvent> = {}): PlatformEvent {
  return { type: 'step', timelineId: 't', project: 'shop', team: 'web', data: { n }, ...change };
}

/** Reads a stream until it has given as many events as are wanted. */
async function take(
  count: number,
  filter: EventFilter,
  lastEventId: string | undefined,
  from: Events = events,
): Promise<ServerSentEvent[]> {
  const controller = new AbortController();
  const taken: ServerSentEvent[] = [];
  for await (const item of from.stream(filter, lastEventId, controller.signal)) {
    taken.push(item);
    if (taken.length === count) controller.abort();
  }
  return taken;
}

function numbers(items: readonly ServerSentEvent[]): unknown[] {
  return items.map(({ data }) => (data as { n: number }).n);
}

/** The id of the newest event. */
async function newest(): Promise<string> {
  const { rows } = await sql<{ id: string }>`select coalesce(max(id), 0) as id from events`.execute(
    postgres.db,
  );
  return rows[0]?.id ?? '0';
}

describe('createEvents', () => {
  it('gives two streams 50 concurrent events exactly once, in one order', async () => {
    const start = await newest();
    const streams = [take(50, everything, start), take(50, everything, start)];
    await Promise.all(Array.from({ length: 50 }, (_, n) => events.publish(event(n))));
    const [first, second] = await Promise.all(streams);
    expect(numbers(first ?? []).sort((a, b) => Number(a) - Number(b))).toEqual(
      Array.from({ length: 50 }, (_, n) => n),
    );
    expect(second).toEqual(first);
    const ids = (first ?? []).map(({ id }) => Number(id));
    expect(ids).toEqual([...ids].sort((a, b) => a - b));
  });

  it('resumes after the last event that was seen', async () => {
    const start = await newest();
    for (const n of [1, 2, 3]) await events.publish(event(n));
    const [first] = await take(1, everything, start);
    expect(numbers(await take(2, everything, first?.id))).toEqual([2, 3]);
  });

  it.each([undefined, 'rubbish', '', '99999999999999999999', "1' or '1'='1"])(
    'begins with the present when the last event is %j',
    async (last) => {
      await events.publish(event(1));
      const controller = new AbortController();
      const stream = events.stream(everything, last, controller.signal)[Symbol.asyncIterator]();
      const next = stream.next();
      // The stream asks for the newest id first; what is published after it is given.
      await new Promise((resolve) => setTimeout(resolve, 100));
      await events.publish(event(2));
      expect((await next).value).toMatchObject({ data: { n: 2 } });
      controller.abort();
    },
  );

  it('carries only the timeline and the project asked for', async () => {
    const start = await newest();
    await events.publish(event(1, { timelineId: 'other' }));
    await events.publish(event(2, { project: 'blog' }));
    await events.publish(event(3));
    const mayRead = () => true;
    expect(numbers(await take(1, { timelineId: 'other', mayRead }, start))).toEqual([1]);
    expect(numbers(await take(1, { project: 'blog', mayRead }, start))).toEqual([2]);
    expect(numbers(await take(2, { timelineId: 't', mayRead }, start))).toEqual([2, 3]);
  });

  it('asks for every event whether it may still be read', async () => {
    const start = await newest();
    const roles = new Set(['web']);
    const controller = new AbortController();
    const seen: unknown[] = [];
    const filter = { mayRead: async (team: string) => roles.has(team) };
    const reading = (async () => {
      for await (const { data } of events.stream(filter, start, controller.signal)) {
        seen.push((data as { n: number }).n);
        roles.delete('web');
        await events.publish(event(3));
        await events.publish(event(4, { team: 'ops' }));
        roles.add('ops');
        if (seen.length === 2) controller.abort();
      }
    })();
    await events.publish(event(1));
    await reading;
    expect(seen).toEqual([1, 4]);
  });

  it('sees what another process publishes', async () => {
    const start = await newest();
    const reading = take(1, everything, start);
    await createEvents(postgres.db).publish(event(7));
    expect(numbers(await reading)).toEqual([7]);
  }, 15_000);

  it('ends with its signal while it waits', async () => {
    const controller = new AbortController();
    const stream = events.stream(everything, undefined, controller.signal);
    const next = stream[Symbol.asyncIterator]().next();
    setTimeout(() => controller.abort(), 50);
    expect(await next).toEqual({ done: true, value: undefined });
  });

  it('prunes what is older than a time, and no more', async () => {
    await sql`delete from events`.execute(postgres.db);
    await events.publish(event(1));
    await sql`update events set at = now() - interval '8 days'`.execute(postgres.db);
    await events.publish(event(2));
    expect(await events.prune(new Date(Date.now() - 7 * 86_400_000))).toBe(1);
    expect(numbers(await take(1, everything, '0'))).toEqual([2]);
  });
});
