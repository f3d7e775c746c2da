import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestPostgres, type TestPostgres } from '../testing/postgres.ts';
import { createIdempotencyStore, type IdempotencyStore } from './idempotency.ts';

let postgres: TestPostgres;
let store: IdempotencyStore;
beforeAll(async () => {
  postgres = await startTestPostgres();
  store = createIdempotencyStore(postgres.db);
});
afterAll(() => postgres[Symbol.asyncDispose]());

function request(key: string, change: Partial<Parameters<IdempotencyStore['claim']>[0]> = {}) {
  return { key, user: 'ann', route: '/api/v1/projects', fingerprint: 'f1', ...change };
}

describe('createIdempotencyStore', () => {
  it('lets one of many requests at once through', async () => {
    const claims = await Promise.all(
      Array.from({ length: 10 }, () => store.claim(request('race'))),
    );
    expect(claims.filter((claim) => claim === 'claimed')).toHaveLength(1);
    expect(claims.filter((claim) => claim === 'running')).toHaveLength(9);
  });

  it('gives the reply again, whatever its shape', async () => {
    for (const [key, body] of [
      ['object', { id: 1 }],
      ['null', null],
      ['text', 'text'],
    ] as const) {
      await store.claim(request(key));
      await store.finish(key, 'ann', { status: 202, body });
      expect(await store.claim(request(key))).toEqual({ status: 202, body });
    }
  });

  it('tells another body and another route apart, before and after the reply', async () => {
    await store.claim(request('used'));
    expect(await store.claim(request('used', { fingerprint: 'f2' }))).toBe('different');
    await store.finish('used', 'ann', { status: 201, body: {} });
    expect(await store.claim(request('used', { fingerprint: 'f2' }))).toBe('different');
    expect(await store.claim(request('used', { route: '/other' }))).toBe('different');
  });

  it("keeps users' keys apart", async () => {
    await store.claim(request('shared'));
    expect(await store.claim(request('shared', { user: 'bob', fingerprint: 'f2' }))).toBe(
      'claimed',
    );
  });

  it('gives back what failed, and nothing that was answered', async () => {
    await store.claim(request('failed'));
    await store.release('failed', 'ann');
    expect(await store.claim(request('failed'))).toBe('claimed');
    await store.finish('failed', 'ann', { status: 200, body: 1 });
    await store.release('failed', 'ann');
    expect(await store.claim(request('failed'))).toEqual({ status: 200, body: 1 });
  });

  it('gives back at a start what a killed server left', async () => {
    await store.claim(request('left'));
    await store.releaseUnfinished();
    expect(await store.claim(request('left'))).toBe('claimed');
    expect(await store.claim(request('object'))).toEqual({ status: 202, body: { id: 1 } });
  });

  it('forgets old keys only', async () => {
    await sql`update idempotency_keys set created_at = now() - interval '2 days' where key = 'null'`.execute(
      postgres.db,
    );
    expect(await store.prune(new Date(Date.now() - 86_400_000))).toBe(1);
    expect(await store.claim(request('null'))).toBe('claimed');
    expect(await store.claim(request('text'))).toEqual({ status: 202, body: 'text' });
  });
});
