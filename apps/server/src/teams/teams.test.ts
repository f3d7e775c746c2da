import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAccounts, migrateAccounts } from '../identity/accounts.ts';
import { createIdentity, type Identity } from '../identity/identity.ts';
import type { Subject } from '../policy/can.ts';
import { startTestPostgres, type TestPostgres } from '../testing/postgres.ts';
import { insertProject } from '../testing/rows.ts';
import { createTeams, type Teams } from './teams.ts';

let postgres: TestPostgres;
let identity: Identity;
let teams: Teams;
let [ann, ben]: Subject[] = [];
beforeAll(async () => {
  postgres = await startTestPostgres();
  const pool = postgres.database.pool('auth');
  const accounts = createAccounts({ pool, origin: 'http://localhost', secret: 'f'.repeat(64) });
  await migrateAccounts(accounts);
  identity = createIdentity(accounts, postgres.db);
  teams = createTeams(postgres.db, identity, undefined);
  [ann, ben] = await Promise.all(
    ['ann', 'ben'].map(async (name) =>
      identity.subjectOf(
        await identity.createUser({
          email: `${name}@example.com`,
          name,
          password: 'long enough password',
          role: 'member',
        }),
      ),
    ),
  );
});
afterAll(() => postgres[Symbol.asyncDispose]());

function somebody(subject: Subject | undefined): Subject {
  if (subject === undefined) throw new Error('the people were not made');
  return subject;
}

async function roles(team: string): Promise<Record<string, string>> {
  return Object.fromEntries((await teams.members(team)).map(({ name, role }) => [name, role]));
}

describe('create', () => {
  it('makes whoever creates a team its owner', async () => {
    const made = await teams.create({ name: 'web', description: 'The site' }, somebody(ann));
    expect(made).toMatchObject({ name: 'web', role: 'owner', members: 1, projects: 0 });
    expect(await roles('web')).toEqual({ ann: 'owner' });
    expect([await teams.exists('web'), await teams.exists('none')]).toEqual([true, false]);
  });

  it.each(['', 'Web', 'a b', '-a', 'a-', '../x', 'fairway', 'library', 'v2', 'a'.repeat(31)])(
    'refuses the name %j',
    async (name) => {
      await expect(teams.create({ name, description: '' }, somebody(ann))).rejects.toMatchObject({
        code: 'invalid-name',
        fields: { name: expect.stringMatching(/\w/) },
      });
    },
  );

  it('gives a name once, and no membership to who came second', async () => {
    const results = await Promise.allSettled(
      [ann, ben].map((who) => teams.create({ name: 'raced', description: '' }, somebody(who))),
    );
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(Object.keys(await roles('raced'))).toHaveLength(1);
  });

  it('makes one team where nothing keeps teams apart, however many are asked for', async () => {
    const single = createTeams(postgres.db, identity, 'this machine refuses the sandbox.');
    await postgres.db.deleteFrom('teams').execute();
    const results = await Promise.allSettled(
      ['a', 'b', 'c'].map((name) => single.create({ name, description: '' }, somebody(ann))),
    );
    const refused = results.flatMap((result) =>
      result.status === 'rejected' ? [result.reason as unknown] : [],
    );
    expect(refused).toHaveLength(2);
    expect(refused[0]).toMatchObject({
      code: 'forbidden',
      message: expect.stringContaining('refuses the sandbox'),
    });
  });
});

describe('members', () => {
  beforeAll(async () => {
    await teams.create({ name: 'ops', description: '' }, somebody(ann));
  });

  it('are put in, changed and taken out', async () => {
    await teams.putMember('ops', 'BEN@example.com', 'viewer');
    await teams.putMember('ops', 'ben@example.com', 'developer');
    expect(await roles('ops')).toEqual({ ann: 'owner', ben: 'developer' });
    await teams.removeMember('ops', somebody(ben).id);
    await teams.removeMember('ops', somebody(ben).id);
    expect(await roles('ops')).toEqual({ ann: 'owner' });
  });

  it('must have an account, and the team must be there', async () => {
    for (const [team, email] of [
      ['ops', 'nobody@example.com'],
      ['none', 'ben@example.com'],
    ] as const) {
      await expect(teams.putMember(team, email, 'viewer')).rejects.toMatchObject({
        code: 'not-found',
      });
    }
    await teams.removeMember('none', somebody(ben).id);
    expect(await teams.members('none')).toEqual([]);
  });

  it('always hold an owner: the last one neither leaves nor steps down', async () => {
    const { id, email } = somebody(ann);
    await expect(teams.removeMember('ops', id)).rejects.toMatchObject({ code: 'conflict' });
    await expect(teams.putMember('ops', email, 'viewer')).rejects.toMatchObject({
      code: 'conflict',
    });
    await teams.putMember('ops', email, 'owner');
    expect(await roles('ops')).toEqual({ ann: 'owner' });
  });

  it('hold an owner also when both of two leave at once', async () => {
    await teams.putMember('ops', 'ben@example.com', 'owner');
    const results = await Promise.allSettled(
      [ann, ben].map((who) => teams.removeMember('ops', somebody(who).id)),
    );
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(Object.values(await roles('ops'))).toEqual(['owner']);
  });
});

describe('list', () => {
  it('shows members their own teams with counts, and administrators all', async () => {
    await teams.create({ name: 'mine', description: '' }, somebody(ben));
    await insertProject(postgres.db, { team: 'mine', name: 'one' });
    const known = await identity.subjectOf(somebody(ben));
    const listed = (await teams.list(known)).find(({ name }) => name === 'mine');
    expect(listed).toMatchObject({ role: 'owner', members: 1, projects: 1 });
    const stranger = { ...known, teams: new Map() };
    expect(await teams.list(stranger)).toEqual([]);
    const all = await teams.list({ ...stranger, role: 'admin' });
    expect(all.map(({ name }) => name)).toEqual(expect.arrayContaining(['mine', 'ops']));
    expect(all[0]?.role).toBeNull();
  });
});
