import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { Database } from '../database/schema.ts';
import { FairwayError } from '../errors/fairway-error.ts';
import type { Identity } from './identity.ts';
import type { User } from './schema.ts';

/** The first administrator: made once, through a one-time link or by two environment variables. */
export interface Setup {
  /** Whether there is no account yet. */
  needed(): Promise<boolean>;
  /** A fresh one-time token; the earlier one is void. Only its hash is stored. */
  issueToken(): Promise<string>;
  /** @throws FairwayError `forbidden` for a wrong or used token. */
  complete(setup: { token: string; email: string; password: string; name: string }): Promise<User>;
}

const settingKey = 'setup';

/** The set-up on table `settings`. */
export function createSetup(db: Kysely<Database>, identity: Identity): Setup {
  const needed = async (): Promise<boolean> => (await identity.users()).length === 0;
  return {
    needed,
    async issueToken() {
      const token = randomBytes(24).toString('base64url');
      const value = JSON.stringify({ hash: digest(token).toString('hex') });
      await db
        .insertInto('settings')
        .values({ key: settingKey, value })
        .onConflict((conflict) => conflict.column('key').doUpdateSet({ value }))
        .execute();
      return token;
    },
    async complete({ token, ...account }) {
      // The token's row is locked until the account exists: of two requests one finds it used.
      return db.transaction().execute(async (transaction) => {
        const row = await transaction
          .selectFrom('settings')
          .select('value')
          .where('key', '=', settingKey)
          .forUpdate()
          .executeTakeFirst();
        const stored = Buffer.from(textOf(row?.value['hash']), 'hex');
        const given = digest(token);
        const right = stored.length === given.length && timingSafeEqual(stored, given);
        if (!right || !(await needed())) {
          throw new FairwayError('forbidden', {
            message: 'The set-up link is not valid, or was used already.',
            remedy: 'Restart Fairway for a new link, or sign in.',
          });
        }
        const user = await identity.createUser({ ...account, role: 'admin' });
        await transaction.deleteFrom('settings').where('key', '=', settingKey).execute();
        return user;
      });
    },
  };
}

function digest(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
