import { apiKey } from '@better-auth/api-key';
import { hash, verify } from '@node-rs/argon2';
import { betterAuth } from 'better-auth';
import { getMigrations } from 'better-auth/db/migration';
import type { Pool } from 'pg';

/** What the accounts need to know of the server. */
export interface AccountsOptions {
  pool: Pool;
  /** The portal's origin, for cookies. */
  origin: string;
  /** 32 bytes of key material that sign cookies; hexadecimal. */
  secret: string;
}

/**
 * The accounts, sessions and API tokens: better-auth on schema `auth`. Passwords are hashed with
 * argon2id (OWASP's parameters: 19 MiB, 2 passes). Nobody signs up alone: an administrator makes
 * accounts.
 */
export function createAccounts({ pool, origin, secret }: AccountsOptions) {
  return betterAuth({
    database: pool,
    secret,
    baseURL: origin,
    basePath: '/api/auth',
    telemetry: { enabled: false },
    logger: { disabled: true },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: 10,
      maxPasswordLength: 128,
      password: {
        hash: (password) => hash(password, { memoryCost: 19_456, timeCost: 2, parallelism: 1 }),
        verify: ({ hash: digest, password }) => verify(digest, password),
      },
    },
    user: {
      additionalFields: {
        role: { type: 'string', required: true, defaultValue: 'member', input: false },
      },
    },
    session: { expiresIn: 7 * 24 * 3_600, updateAge: 24 * 3_600 },
    advanced: { cookiePrefix: 'fairway', useSecureCookies: origin.startsWith('https:') },
    plugins: [
      apiKey({
        defaultPrefix: 'fwy_',
        rateLimit: { enabled: false },
        enableMetadata: false,
      }),
    ],
  });
}

/** The accounts of one server. */
export type Accounts = ReturnType<typeof createAccounts>;

/** Brings the tables of schema `auth` up to date. */
export async function migrateAccounts(accounts: Accounts): Promise<void> {
  const { runMigrations } = await getMigrations(accounts.options);
  await runMigrations();
}
