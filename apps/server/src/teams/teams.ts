import { randomUUID } from 'node:crypto';
import { type Kysely, sql, type Transaction } from 'kysely';
import type { Database } from '../database/schema.ts';
import { FairwayError } from '../errors/fairway-error.ts';
import type { Identity } from '../identity/identity.ts';
import { can, type Subject } from '../policy/can.ts';
import { teamNameProblem } from '../projects/name.ts';
import type { Team, TeamRole } from './schema.ts';

/** One member of a team. */
export interface Member {
  userId: string;
  email: string;
  name: string;
  role: TeamRole;
}

/** Teams and who belongs to them. */
export interface Teams {
  /** The teams that a subject may see. */
  list(subject: Subject): Promise<Team[]>;
  exists(name: string): Promise<boolean>;
  /** @throws FairwayError `invalid-name`, `name-taken`, or `forbidden` on a server without the sandbox. */
  create(team: { name: string; description: string }, owner: Subject): Promise<Team>;
  members(name: string): Promise<Member[]>;
  /** @throws FairwayError `not-found` when nobody has that address, `conflict` for the last owner. */
  putMember(name: string, email: string, role: TeamRole): Promise<void>;
  /** @throws FairwayError `conflict` for the last owner. */
  removeMember(name: string, userId: string): Promise<void>;
}

/** Teams on tables `teams` and `team_members`; `single` tells why only one team may exist, if so. */
export function createTeams(
  db: Kysely<Database>,
  identity: Identity,
  single: string | undefined,
): Teams {
  return {
    async list(subject) {
      const rows = await selectTeams(db).orderBy('teams.name').execute();
      return rows
        .filter(({ name }) => can(subject, 'team.read', name))
        .map((row) => toTeam(row, subject));
    },
    async exists(name) {
      return (await teamId(db, name)) !== undefined;
    },
    async create({ name, description }, owner) {
      const problem = teamNameProblem(name);
      if (problem !== undefined) throw nameError('invalid-name', problem);
      const row = await db.transaction().execute(async (transaction) => {
        await refuseSecond(transaction, single);
        const id = randomUUID();
        const inserted = await transaction
          .insertInto('teams')
          .values({ id, name, description, created_at: new Date() })
          .onConflict((conflict) => conflict.doNothing())
          .returningAll()
          .executeTakeFirst();
        if (inserted === undefined) {
          throw nameError('name-taken', `There is a team "${name}" already.`);
        }
        await transaction
          .insertInto('team_members')
          .values({ team_id: id, user_id: owner.id, role: 'owner' })
          .execute();
        return inserted;
      });
      return toTeam(
        { ...row, members: '1', projects: '0' },
        { ...owner, teams: new Map([[name, 'owner']]) },
      );
    },
    async members(name) {
      const users = new Map((await identity.users()).map((user) => [user.id, user]));
      const rows = await db
        .selectFrom('team_members')
        .innerJoin('teams', 'teams.id', 'team_members.team_id')
        .select(['team_members.user_id', 'team_members.role'])
        .where('teams.name', '=', name)
        .execute();
      return rows.flatMap(({ user_id: userId, role }) => {
        const user = users.get(userId);
        return user === undefined ? [] : [{ userId, email: user.email, name: user.name, role }];
      });
    },
    async putMember(name, email, role) {
      const user = await identity.userByEmail(email);
      const team = await teamId(db, name);
      if (user === undefined || team === undefined) {
        throw new FairwayError('not-found', {
          message: `Nobody has the address ${email}.`,
          remedy: 'An administrator makes the account first.',
          fields: { email: 'Nobody has this address.' },
        });
      }
      await db.transaction().execute(async (transaction) => {
        if (role !== 'owner') await refuseLastOwner(transaction, team, user.id);
        await transaction
          .insertInto('team_members')
          .values({ team_id: team, user_id: user.id, role })
          .onConflict((conflict) => conflict.columns(['team_id', 'user_id']).doUpdateSet({ role }))
          .execute();
      });
    },
    async removeMember(name, userId) {
      const team = await teamId(db, name);
      if (team === undefined) return;
      await db.transaction().execute(async (transaction) => {
        await refuseLastOwner(transaction, team, userId);
        await transaction
          .deleteFrom('team_members')
          .where('team_id', '=', team)
          .where('user_id', '=', userId)
          .execute();
      });
    },
  };
}

const teamsLock = 7_204_118_003;

/** Where nothing keeps teams apart there is one team, also when two are asked for at once. */
async function refuseSecond(
  transaction: Transaction<Database>,
  single: string | undefined,
): Promise<void> {
  if (single === undefined) return;
  await sql`select pg_advisory_xact_lock(${teamsLock})`.execute(transaction);
  const existing = await transaction.selectFrom('teams').select('id').limit(1).executeTakeFirst();
  if (existing === undefined) return;
  throw new FairwayError('forbidden', {
    message: `A second team is refused: ${single}`,
    remedy:
      'Run Fairway where the sandbox works ("fairway doctor"), or start it with --accept-unsandboxed.',
  });
}

/** The rows of all owners are locked: of two who leave at once one stays. */
async function refuseLastOwner(
  transaction: Transaction<Database>,
  team: string,
  userId: string,
): Promise<void> {
  const owners = await transaction
    .selectFrom('team_members')
    .select('user_id')
    .where('team_id', '=', team)
    .where('role', '=', 'owner')
    .forUpdate()
    .execute();
  if (owners.length !== 1 || owners[0]?.user_id !== userId) return;
  throw new FairwayError('conflict', {
    message: 'This is the last owner of the team.',
    remedy: 'Make somebody else an owner first.',
  });
}

function selectTeams(db: Kysely<Database>) {
  return db
    .selectFrom('teams')
    .select([
      'teams.id',
      'teams.name',
      'teams.description',
      'teams.created_at',
      sql<string>`(select count(*) from team_members m where m.team_id = teams.id)`.as('members'),
      sql<string>`(select count(*) from projects p where p.team_id = teams.id)`.as('projects'),
    ]);
}

async function teamId(db: Kysely<Database>, name: string): Promise<string | undefined> {
  const row = await db.selectFrom('teams').select('id').where('name', '=', name).executeTakeFirst();
  return row?.id;
}

function toTeam(
  row: { name: string; description: string; created_at: Date; members: string; projects: string },
  subject: Subject,
): Team {
  return {
    name: row.name,
    description: row.description,
    createdAt: row.created_at.toISOString(),
    role: subject.teams.get(row.name) ?? null,
    members: Number(row.members),
    projects: Number(row.projects),
  };
}

function nameError(code: 'invalid-name' | 'name-taken', reason: string): FairwayError {
  return new FairwayError(code, {
    message: reason,
    remedy: 'Choose another name.',
    fields: { name: reason },
  });
}
