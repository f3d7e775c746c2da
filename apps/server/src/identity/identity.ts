import type { IncomingHttpHeaders } from 'node:http';
import type { Kysely } from 'kysely';
import { FairwayError } from '../errors/fairway-error.ts';
import type { Subject } from '../policy/can.ts';
import type { Database } from '../database/schema.ts';
import type { Accounts } from './accounts.ts';
import type { PlatformRole, User } from './schema.ts';

/** Who somebody is, and how they prove it. */
export interface Identity {
  /** The subject of a session cookie or of an API token in a bearer or basic header. */
  authenticate(headers: IncomingHttpHeaders): Promise<Subject | undefined>;
  /** @throws FairwayError `unauthenticated` for a wrong address or password, told apart by nothing. */
  signIn(email: string, password: string): Promise<{ user: User; cookies: string[] }>;
  /** Ends the session of these headers; returns the cookies that erase it. */
  signOut(headers: IncomingHttpHeaders): Promise<string[]>;
  createUser(user: {
    email: string;
    password: string;
    name: string;
    role: PlatformRole;
  }): Promise<User>;
  users(): Promise<User[]>;
  userByEmail(email: string): Promise<User | undefined>;
  subjectOf(user: User): Promise<Subject>;
  createToken(userId: string, name: string, expiresInDays: number): Promise<CreatedToken>;
  tokens(userId: string): Promise<TokenInfo[]>;
  revokeToken(userId: string, id: string): Promise<void>;
}

/** What may be shown of an API token at any time. */
export interface TokenInfo {
  id: string;
  name: string;
  prefix: string;
  createdAt: string;
  expiresAt: string | null;
  lastUsedAt: string | null;
}

/** A new API token; the one time that the token itself is known. */
export type CreatedToken = TokenInfo & { token: string };

/** The identity service on better-auth's accounts. */
export function createIdentity(accounts: Accounts, db: Kysely<Database>): Identity {
  const subjectOf = async (user: User): Promise<Subject> => {
    const rows = await db
      .selectFrom('team_members')
      .innerJoin('teams', 'teams.id', 'team_members.team_id')
      .select(['teams.name', 'team_members.role'])
      .where('team_members.user_id', '=', user.id)
      .execute();
    return { ...user, teams: new Map(rows.map((row) => [row.name, row.role])) };
  };
  const userById = async (id: string): Promise<User | undefined> => {
    const context = await accounts.$context;
    const user = await context.internalAdapter.findUserById(id);
    return user === null ? undefined : toUser(user);
  };
  return {
    subjectOf,
    async authenticate(headers) {
      if (headers.authorization !== undefined) {
        // A header that holds no token is nobody's: the cookie beside it does not count.
        const token = tokenOf(headers.authorization);
        if (token === undefined) return undefined;
        const result = await accounts.api.verifyApiKey({ body: { key: token } });
        const user = result.key ? await userById(result.key.referenceId) : undefined;
        return user === undefined ? undefined : subjectOf(user);
      }
      if (headers.cookie === undefined) return undefined;
      const session = await accounts.api.getSession({
        headers: new Headers({ cookie: headers.cookie }),
      });
      return session === null ? undefined : subjectOf(toUser(session.user));
    },
    async signIn(email, password) {
      try {
        const { headers, response } = await accounts.api.signInEmail({
          body: { email, password },
          returnHeaders: true,
        });
        return { user: toUser(response.user), cookies: headers.getSetCookie() };
      } catch (error) {
        throw signInError(error);
      }
    },
    async signOut(headers) {
      const { headers: reply } = await accounts.api.signOut({
        headers: new Headers({ cookie: headers.cookie ?? '' }),
        returnHeaders: true,
      });
      return reply.getSetCookie();
    },
    async createUser({ email, password, name, role }) {
      const context = await accounts.$context;
      const address = email.toLowerCase();
      if ((await context.internalAdapter.findUserByEmail(address)) !== null) {
        throw addressTaken(address);
      }
      const digest = await context.password.hash(password);
      const fields = { email: address, name, role, emailVerified: true };
      const user = await context.internalAdapter.createUser(fields).catch((error: unknown) => {
        // Somebody made the same account meanwhile.
        throw (error as { code?: unknown }).code === uniqueViolation
          ? addressTaken(address)
          : error;
      });
      const account = { userId: user.id, providerId: 'credential', accountId: user.id };
      await context.internalAdapter
        .linkAccount({ ...account, password: digest })
        .catch(async (error: unknown) => {
          await context.internalAdapter.deleteUser(user.id);
          throw error;
        });
      return toUser(user);
    },
    async users() {
      const context = await accounts.$context;
      const users = await context.internalAdapter.listUsers(1_000, 0);
      return users.map(toUser);
    },
    async userByEmail(email) {
      const context = await accounts.$context;
      const found = await context.internalAdapter.findUserByEmail(email.toLowerCase());
      return found === null ? undefined : toUser(found.user);
    },
    async createToken(userId, name, expiresInDays) {
      const created = await accounts.api.createApiKey({
        body: { name, userId, expiresIn: expiresInDays * 24 * 3_600 },
      });
      return { ...toTokenInfo(created), token: created.key };
    },
    async tokens(userId) {
      const context = await accounts.$context;
      const keys = await context.adapter.findMany<TokenRow>({
        model: 'apikey',
        where: [{ field: 'referenceId', value: userId }],
      });
      return keys.map(toTokenInfo);
    },
    async revokeToken(userId, id) {
      const context = await accounts.$context;
      await context.adapter.delete({
        model: 'apikey',
        where: [
          { field: 'id', value: id },
          { field: 'referenceId', value: userId },
        ],
      });
    },
  };
}

interface TokenRow {
  id: string;
  name?: string | null;
  start?: string | null;
  createdAt: Date;
  expiresAt?: Date | null;
  lastRequest?: Date | null;
}

function toTokenInfo(row: TokenRow): TokenInfo {
  return {
    id: row.id,
    name: row.name ?? '',
    prefix: row.start ?? '',
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt?.toISOString() ?? null,
    lastUsedAt: row.lastRequest?.toISOString() ?? null,
  };
}

/** An API token from `Bearer <token>`, or the password of `Basic` (git and registry clients). */
function tokenOf(authorization: string | undefined): string | undefined {
  const [scheme, value] = authorization?.split(' ') ?? [];
  if (!value) return undefined;
  if (scheme?.toLowerCase() === 'bearer') return value;
  if (scheme?.toLowerCase() !== 'basic') return undefined;
  const text = Buffer.from(value, 'base64').toString('utf8');
  return text.slice(text.indexOf(':') + 1) || undefined;
}

function toUser(user: { id: string; email: string; name: string; role?: unknown }): User {
  return {
    id: user.id,
    email: user.email,
    name: user.name,
    role: user.role === 'admin' ? 'admin' : 'member',
  };
}

/** PostgreSQL's code for a value that must be unique and is not. */
const uniqueViolation = '23505';

function addressTaken(address: string): FairwayError {
  return new FairwayError('name-taken', {
    message: `There is an account for ${address} already.`,
    remedy: 'Use another address.',
    fields: { email: 'There is an account for this address already.' },
  });
}

function signInError(error: unknown): unknown {
  const status = (error as { statusCode?: number }).statusCode;
  if (status === undefined || status >= 500) return error;
  return new FairwayError('unauthenticated', {
    message: 'The e-mail address or the password is wrong.',
    remedy: 'Try again, or ask an administrator to set a new password.',
  });
}
