import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Kysely } from 'kysely';
import type { Database } from '../database/schema.ts';
import { FairwayError } from '../errors/fairway-error.ts';

/** A reply that is given again for the same key. */
interface StoredReply {
  status: number;
  body: unknown;
}

/** Where the replies of keyed requests are kept. */
export interface IdempotencyStore {
  /** Claims a key: `claimed` for the first request, the stored reply for a repetition. */
  claim(request: {
    key: string;
    user: string;
    route: string;
    fingerprint: string;
  }): Promise<'claimed' | 'running' | 'different' | StoredReply>;
  finish(key: string, user: string, reply: StoredReply): Promise<void>;
  /** Gives a key back after a failure of ours, so that it can be tried again. */
  release(key: string, user: string): Promise<void>;
  /** Gives back what an earlier server claimed and never answered. */
  releaseUnfinished(): Promise<void>;
  /** Forgets keys from before a time. */
  prune(before: Date): Promise<number>;
}

declare module 'fastify' {
  interface FastifyRequest {
    idempotencyKey: string | undefined;
  }
  interface FastifyContextConfig {
    /** The reply holds a secret: it is never stored, and a repetition is refused. */
    secretReply?: boolean;
  }
}

const keyGrammar = /^[A-Za-z0-9_.:-]{1,128}$/;

/**
 * Accepts `Idempotency-Key` on every POST of a signed-in caller: the first reply below 500 is kept
 * and given again for the same key and body; another body under the same key is refused.
 */
export function addIdempotency(app: FastifyInstance, store: IdempotencyStore): void {
  app.decorateRequest('idempotencyKey', undefined);
  app.addHook('preHandler', async (request, reply) => {
    const key = request.headers['idempotency-key'];
    if (request.method !== 'POST' || key === undefined || request.subject === undefined) return;
    if (typeof key !== 'string' || !keyGrammar.test(key)) {
      throw new FairwayError('invalid-request', {
        message: 'The Idempotency-Key is not valid.',
        remedy: 'Send 1 to 128 letters, digits or _.:- characters.',
      });
    }
    const claim = await store.claim({
      key,
      user: request.subject.id,
      route: request.routeOptions.url ?? request.url,
      fingerprint: fingerprintOf(request),
    });
    if (claim === 'claimed') request.idempotencyKey = key;
    else if (claim === 'running' || claim === 'different') throw reused(claim);
    else if (request.routeOptions.config.secretReply === true) throw shownOnce();
    else {
      if (claim.status >= 400) reply.type('application/problem+json');
      return reply.code(claim.status).send(claim.body);
    }
  });
  app.addHook('onSend', async (request, reply, payload) => {
    const { idempotencyKey: key, subject } = request;
    if (key === undefined || subject === undefined) return;
    request.idempotencyKey = undefined;
    if (reply.statusCode >= 500 || typeof payload !== 'string')
      await store.release(key, subject.id);
    else {
      const secret = request.routeOptions.config.secretReply === true;
      const body: unknown = secret ? null : JSON.parse(payload);
      await store.finish(key, subject.id, { status: reply.statusCode, body });
    }
  });
}

function fingerprintOf(request: FastifyRequest): string {
  return createHash('sha256')
    .update(`${request.url}\n${JSON.stringify(request.body ?? null)}`)
    .digest('hex');
}

function reused(claim: 'running' | 'different'): FairwayError {
  return claim === 'running'
    ? new FairwayError('not-finished', {
        message: 'A request with this Idempotency-Key is still running.',
        remedy: 'Wait for its reply.',
      })
    : new FairwayError('invalid-request', {
        message: 'This Idempotency-Key was used for another request.',
        remedy: 'Send a new key for a new request.',
      });
}

function shownOnce(): FairwayError {
  return new FairwayError('conflict', {
    message: 'A request with this Idempotency-Key was answered, with a secret that is shown once.',
    remedy: 'Revoke what it made if the reply was lost, and send a new key.',
  });
}

/** The store on table `idempotency_keys`. */
export function createIdempotencyStore(db: Kysely<Database>): IdempotencyStore {
  return {
    async claim({ key, user, route, fingerprint }) {
      const inserted = await db
        .insertInto('idempotency_keys')
        .values({ key, user_id: user, route, fingerprint, status: null, body: null })
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirst();
      if (inserted.numInsertedOrUpdatedRows === 1n) return 'claimed';
      const row = await db
        .selectFrom('idempotency_keys')
        .selectAll()
        .where('user_id', '=', user)
        .where('key', '=', key)
        .executeTakeFirst();
      // Given back since: the request that held it has failed, and this one may be sent again.
      if (row === undefined) return 'running';
      if (row.fingerprint !== fingerprint || row.route !== route) return 'different';
      return row.status === null ? 'running' : { status: row.status, body: row.body };
    },
    async finish(key, user, { status, body }) {
      await db
        .updateTable('idempotency_keys')
        .set({ status, body: JSON.stringify(body) })
        .where('user_id', '=', user)
        .where('key', '=', key)
        .execute();
    },
    async release(key, user) {
      await db
        .deleteFrom('idempotency_keys')
        .where('user_id', '=', user)
        .where('key', '=', key)
        .where('status', 'is', null)
        .execute();
    },
    async releaseUnfinished() {
      await db.deleteFrom('idempotency_keys').where('status', 'is', null).execute();
    },
    async prune(before) {
      const { numDeletedRows } = await db
        .deleteFrom('idempotency_keys')
        .where('created_at', '<', before)
        .executeTakeFirstOrThrow();
      return Number(numDeletedRows);
    },
  };
}
