import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestPostgres, type TestPostgres } from '../testing/postgres.ts';
import { insertProject } from '../testing/rows.ts';
import { createTeams, type Teams } from '../teams/teams.ts';
import { createAccounts, migrateAccounts } from './accounts.ts';
import { createIdentity, type Identity } from './identity.ts';
import { createOwners } from './owners.ts';
import type { User } from './schema.ts';
import { createSetup, type Setup } from './setup.ts';
import { setUpAdministrator } from './setup-administrator.ts';

let postgres: TestPostgres;
let identity: Identity;
let setup: Setup;
let teams: Teams;
beforeAll(async () => {
  postgres = await startTestPostgres();
  const accounts = createAccounts({
    pool: postgres.database.pool('auth'),
    origin: 'http://localhost:8080',
    secret: 'f'.repeat(64),
  });
  await migrateAccounts(accounts);
  await migrateAccounts(accounts);
  identity = createIdentity(accounts, postgres.db);
  setup = createSetup(postgres.db, identity);
  teams = createTeams(postgres.db, identity, undefined);
});
afterAll(() => postgres[Symbol.asyncDispose]());

const password = 'correct horse battery';
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

let made = 0;
async function makeUser(role: User['role'] = 'member'): Promise<User> {
  made += 1;
  const email = `user-${made}@example.com`;
  return identity.createUser({ email, password, name: `User ${made}`, role });
}

// In this order: the set-up needs a platform without accounts.
describe('setup', () => {
  const account = { email: 'first@example.com', password, name: 'First' };

  it('takes no token before one is issued', async () => {
    expect(await setup.needed()).toBe(true);
    await expect(setup.complete({ token: '', ...account })).rejects.toMatchObject({
      code: 'forbidden',
    });
  });

  it('refuses a wrong token and one that a later one replaced', async () => {
    const earlier = await setup.issueToken();
    await setup.issueToken();
    for (const token of [earlier, 'wrong', '']) {
      await expect(setup.complete({ token, ...account })).rejects.toMatchObject({
        code: 'forbidden',
      });
    }
    expect(await setup.needed()).toBe(true);
  });

  it('keeps only the hash of its token', async () => {
    const token = await setup.issueToken();
    const rows = await postgres.db.selectFrom('settings').selectAll().execute();
    expect(JSON.stringify(rows)).not.toContain(token);
  });

  it.each([
    [{ FAIRWAY_ADMIN_EMAIL: 'a@example.com' }, 'FAIRWAY_ADMIN_PASSWORD'],
    [{ FAIRWAY_ADMIN_PASSWORD: password }, 'FAIRWAY_ADMIN_EMAIL'],
    [{ FAIRWAY_ADMIN_EMAIL: 'nobody', FAIRWAY_ADMIN_PASSWORD: password }, 'FAIRWAY_ADMIN_EMAIL'],
    [{ FAIRWAY_ADMIN_EMAIL: 'a@example.com', FAIRWAY_ADMIN_PASSWORD: 'short' }, 'PASSWORD'],
  ])('makes no administrator of %j', async (environment, variable) => {
    await expect(setUpAdministrator({ identity, setup, teams }, environment)).rejects.toMatchObject(
      {
        code: 'invalid-config',
        message: expect.stringContaining(variable),
      },
    );
    expect(await setup.needed()).toBe(true);
  });

  it('gives a link to a platform without variables, and makes one administrator by it', async () => {
    const token = await setUpAdministrator({ identity, setup, teams }, {});
    if (token === undefined) throw new Error('no token was issued');
    const results = await Promise.allSettled(
      ['first', 'second'].map((name) =>
        setup.complete({ ...account, token, email: `${name}@example.com` }),
      ),
    );
    const statuses = results.map(({ status }) => status);
    expect(statuses.sort()).toEqual(['fulfilled', 'rejected']);
    expect(await identity.users()).toHaveLength(1);
    expect((await identity.users())[0]?.role).toBe('admin');
    await expect(setup.complete({ token, ...account })).rejects.toMatchObject({
      code: 'forbidden',
    });
    expect(await setUpAdministrator({ identity, setup, teams }, {})).toBeUndefined();
  });
});

describe('accounts', () => {
  it('keep passwords as argon2id with the parameters that OWASP names', async () => {
    const { id } = await makeUser();
    const { rows } = await postgres.database
      .pool('auth')
      .query<{ password: string }>('select password from account where "userId" = $1', [id]);
    expect(rows[0]?.password).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  });

  it('are one an address, whatever its case and however many ask at once', async () => {
    const body = { password, name: 'Same', role: 'member' } as const;
    const results = await Promise.allSettled(
      ['same@example.com', 'SAME@example.com', 'Same@example.com'].map((email) =>
        identity.createUser({ email, ...body }),
      ),
    );
    const refused = results.flatMap((result) =>
      result.status === 'rejected' ? [result.reason as unknown] : [],
    );
    expect(refused).toHaveLength(2);
    for (const reason of refused) expect(reason).toMatchObject({ code: 'name-taken' });
    expect(await identity.userByEmail('SAME@EXAMPLE.COM')).toMatchObject({ name: 'Same' });
    expect(await identity.userByEmail('nobody@example.com')).toBeUndefined();
  });

  it('sign in with the right password alone, and say the same of wrong and unknown', async () => {
    const { email } = await makeUser();
    const { user, cookies } = await identity.signIn(email, password);
    expect(user.email).toBe(email);
    expect(cookies.join()).toMatch(/fairway\.session_token=.*HttpOnly/);
    const problems = await Promise.all(
      [email, 'nobody@example.com'].map((address) =>
        identity.signIn(address, 'wrong password').catch((error: unknown) => error),
      ),
    );
    expect(problems[0]).toMatchObject({ code: 'unauthenticated' });
    expect(String(problems[0])).toBe(String(problems[1]));
  });
});

describe('authenticate', () => {
  it('knows a session until it is signed out', async () => {
    const { email, id } = await makeUser();
    const { cookies } = await identity.signIn(email, password);
    const cookie = cookies.map((each) => each.split(';')[0]).join('; ');
    expect(await identity.authenticate({ cookie })).toMatchObject({ id, email, role: 'member' });
    expect(await identity.authenticate({ cookie, authorization: 'Bearer x' })).toBeUndefined();
    const erased = await identity.signOut({ cookie });
    expect(erased.join()).toMatch(/Max-Age=0/i);
    expect(await identity.authenticate({ cookie })).toBeUndefined();
  });

  it.each(['fairway.session_token=forged.signature', 'other=1', ''])(
    'knows nobody by the cookie %j',
    async (cookie) => {
      expect(await identity.authenticate({ cookie })).toBeUndefined();
    },
  );

  it('knows a token as bearer and as the password of basic', async () => {
    const { id } = await makeUser('admin');
    const { token } = await identity.createToken(id, 'laptop', 90);
    const basic = Buffer.from(`anybody:${token}`).toString('base64');
    expect(await identity.authenticate(bearer(token))).toMatchObject({ id, role: 'admin' });
    expect(await identity.authenticate({ authorization: `bearer ${token}` })).toMatchObject({ id });
    expect(await identity.authenticate({ authorization: `Basic ${basic}` })).toMatchObject({ id });
  });

  it.each(['Bearer', 'Bearer ', 'Bearer x', 'Basic ', 'Basic Og==', 'Digest x', ''])(
    'knows nobody by %j',
    async (authorization) => {
      expect(await identity.authenticate({ authorization })).toBeUndefined();
    },
  );

  it('tells the teams of today', async () => {
    const user = await makeUser();
    const { token } = await identity.createToken(user.id, 'ci', 1);
    await teams.create(
      { name: 'today', description: '' },
      await identity.subjectOf(await makeUser()),
    );
    await teams.putMember('today', user.email, 'viewer');
    expect((await identity.authenticate(bearer(token)))?.teams).toEqual(
      new Map([['today', 'viewer']]),
    );
    await teams.removeMember('today', user.id);
    expect((await identity.authenticate(bearer(token)))?.teams).toEqual(new Map());
  });
});

describe('tokens', () => {
  it('are listed without themselves, and end when they are revoked by their owner', async () => {
    const [owner, other] = [await makeUser(), await makeUser()];
    const { id, token, prefix } = await identity.createToken(owner.id, 'laptop', 90);
    const listed = await identity.tokens(owner.id);
    expect(listed).toEqual([expect.objectContaining({ id, name: 'laptop', prefix })]);
    expect(JSON.stringify(listed)).not.toContain(token);
    expect(await identity.tokens(other.id)).toEqual([]);
    await identity.revokeToken(other.id, id);
    expect(await identity.authenticate(bearer(token))).toMatchObject({ id: owner.id });
    await identity.revokeToken(owner.id, id);
    expect(await identity.authenticate(bearer(token))).toBeUndefined();
    await identity.revokeToken(owner.id, id);
  });

  it('are kept as a hash, and end with their time', async () => {
    const { id: userId } = await makeUser();
    const { id, token, expiresAt } = await identity.createToken(userId, 'short', 1);
    expect(Date.parse(expiresAt ?? '') - Date.now()).toBeLessThanOrEqual(86_400_000);
    const pool = postgres.database.pool('auth');
    const { rows } = await pool.query('select * from apikey where id = $1', [id]);
    expect(JSON.stringify(rows)).not.toContain(token);
    await pool.query(`update apikey set "expiresAt" = now() - interval '1 minute' where id = $1`, [
      id,
    ]);
    expect(await identity.authenticate(bearer(token))).toBeUndefined();
  });
});

describe('createOwners', () => {
  it('tells the team of each kind of thing, and undefined of what is not there', async () => {
    const owners = createOwners(postgres.db);
    const id = await insertProject(postgres.db, { team: 'owning', name: 'owned' });
    const at = new Date();
    await postgres.db
      .insertInto('timelines')
      .values({
        id: 'ot',
        kind: 'delivery',
        state: 'live',
        project_id: id,
        project: 'owned',
        team: 'owning',
        title: '',
        started_at: at,
        url: null,
      })
      .execute();
    await postgres.db
      .insertInto('pipeline_runs')
      .values({
        id: 'or',
        project_id: id,
        number: 1,
        commit: 'c',
        before: null,
        ref: 'r',
        pusher: 'p',
        attempt: 0,
        status: 'queued',
        conclusion: null,
        created_at: at,
        timeline_id: 'ot',
        jobs: JSON.stringify([]),
        failure: null,
      })
      .execute();
    for (const [kind, thing] of [
      ['team', 'owning'],
      ['project', 'owned'],
      ['timeline', 'ot'],
      ['run', 'or'],
    ] as const) {
      expect([kind, await owners(kind, thing)]).toEqual([kind, 'owning']);
      expect([kind, await owners(kind, 'missing')]).toEqual([kind, undefined]);
    }
    expect(await owners.projectName(id)).toBe('owned');
    expect(await owners.projectName('missing')).toBeUndefined();
  });
});
