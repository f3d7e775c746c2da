import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestPostgres, type TestPostgres } from '../testing/postgres.ts';
import { type AuditLog, createAuditLog } from './audit-log.ts';
import { AuditQuery } from './schema.ts';

let postgres: TestPostgres;
let audit: AuditLog;
beforeAll(async () => {
  postgres = await startTestPostgres();
  audit = createAuditLog(postgres.db);
  for (let index = 1; index <= 5; index += 1) {
    await audit.record({
      actor: 'ann@example.com',
      action: 'project.create',
      resource: `shop-${index}`,
      outcome: index === 3 ? 'denied' : 'allowed',
      ...(index === 5 ? { detail: { index }, address: '127.0.0.1', requestId: 'r5' } : {}),
    });
  }
});
afterAll(() => postgres[Symbol.asyncDispose]());

describe('createAuditLog', () => {
  it('gives the newest first, page by page, each entry once', async () => {
    const first = await audit.page({ limit: 2 });
    const second = await audit.page({ limit: 2, cursor: first.nextCursor ?? '' });
    const third = await audit.page({ limit: 2, cursor: second.nextCursor ?? '' });
    expect([first, second, third].map(({ items }) => items.map((item) => item.resource))).toEqual([
      ['shop-5', 'shop-4'],
      ['shop-3', 'shop-2'],
      ['shop-1'],
    ]);
    expect(third.nextCursor).toBeNull();
  });

  it('keeps pages steady while entries are added', async () => {
    const first = await audit.page({ limit: 2 });
    await audit.record({ actor: 'x', action: 'a', resource: 'later', outcome: 'failed' });
    const second = await audit.page({ limit: 2, cursor: first.nextCursor ?? '' });
    expect(second.items.map(({ resource }) => resource)).toEqual(['shop-3', 'shop-2']);
  });

  it('keeps what was given and leaves out what was not', async () => {
    const { items } = await audit.page({ limit: 10 });
    const by = (resource: string) => items.find((item) => item.resource === resource);
    expect(by('shop-5')).toMatchObject({
      detail: { index: 5 },
      address: '127.0.0.1',
      requestId: 'r5',
      outcome: 'allowed',
    });
    expect(by('shop-3')).toMatchObject({
      detail: {},
      address: null,
      requestId: null,
      outcome: 'denied',
    });
  });

  it.each([
    "update audit_log set actor = 'nobody'",
    'update audit_log set actor = actor where false',
    'delete from audit_log',
    'truncate audit_log',
  ])('refuses %j, in the database itself', async (statement) => {
    const before = await audit.page({ limit: 50 });
    await expect(sql.raw(statement).execute(postgres.db)).rejects.toThrow('append-only');
    expect(await audit.page({ limit: 50 })).toEqual(before);
  });

  it('refuses an outcome that is none', async () => {
    await expect(
      audit.record({ actor: 'x', action: 'a', resource: 'r', outcome: 'maybe' as 'denied' }),
    ).rejects.toThrow('check constraint');
  });
});

describe('AuditQuery', () => {
  it.each([{ cursor: 'abc' }, { cursor: '9999999999999999999' }, { limit: '0' }, { limit: '201' }])(
    'refuses %j',
    (query) => {
      expect(AuditQuery.safeParse(query).success).toBe(false);
    },
  );
});
