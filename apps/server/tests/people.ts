import { randomUUID } from 'node:crypto';
import { openDataDirectory } from '../src/data-directory/data-directory.ts';
import { openDatabase } from '../src/database/open-database.ts';
import type { Database } from '../src/database/schema.ts';
import type { Kysely } from 'kysely';
import { type Constellation, startConstellation } from '../src/testing/constellation.ts';
import { insertProject } from '../src/testing/rows.ts';
import type { TeamRole } from '../src/teams/schema.ts';

/** Who calls: nobody, a member of no team, a member of team `web`, a member of team `ops`, an administrator. */
export const callers = [
  'nobody',
  'member',
  'viewer',
  'developer',
  'maintainer',
  'owner',
  'stranger',
  'admin',
] as const;
export type Caller = (typeof callers)[number];

/** What is there of a team: a live project with a finished delivery and its run. */
export interface Possession {
  team: string;
  project: string;
  timeline: string;
  run: string;
}

/** A platform with two teams, their people and their projects. */
export interface Peopled extends AsyncDisposable {
  constellation: Constellation;
  origin: string;
  db: Kysely<Database>;
  tokens: Readonly<Record<Caller, string | undefined>>;
  web: Possession;
  ops: Possession;
}

const password = 'a long enough password';

/** The address of somebody on the platform. */
export function addressOf(caller: Caller): string {
  return caller === 'admin' ? 'admin@example.com' : `${caller}@example.com`;
}

/** Starts a platform with people; rows are written beside the API where nothing need run. */
export async function startPeopled(): Promise<Peopled> {
  const constellation = await startConstellation({ flags: { acceptUnsandboxed: true } });
  const { postgresSocket } = await openDataDirectory(constellation.data);
  const database = await openDatabase(
    { host: postgresSocket, port: 5432, user: 'fairway', database: 'postgres' },
    () => undefined,
  );
  const { db } = database;
  const tokens: Record<Caller, string | undefined> = { ...noTokens, admin: constellation.token };
  for (const name of ['web', 'ops']) {
    await ok(constellation.api.POST('/api/v1/teams', { body: { name, description: '' } }));
  }
  for (const caller of callers) {
    if (caller === 'nobody' || caller === 'admin') continue;
    const body = { email: addressOf(caller), name: caller, password, role: 'member' } as const;
    await ok(constellation.api.POST('/api/v1/users', { body }));
    const membership = membershipOf(caller);
    if (membership !== undefined) await join(constellation, caller, membership);
    const login = await ok(
      constellation.apiAs(undefined).POST('/api/v1/auth/login', {
        body: { email: body.email, password },
      }),
    );
    tokens[caller] = login.token;
  }
  return {
    constellation,
    origin: constellation.server.origin,
    db,
    tokens,
    web: await possess(db, 'web', 'shop'),
    ops: await possess(db, 'ops', 'pager'),
    async [Symbol.asyncDispose]() {
      await database.close();
      await constellation[Symbol.asyncDispose]();
    },
  };
}

const noTokens: Readonly<Record<Caller, undefined>> = {
  nobody: undefined,
  member: undefined,
  viewer: undefined,
  developer: undefined,
  maintainer: undefined,
  owner: undefined,
  stranger: undefined,
  admin: undefined,
};

/** Team and role of somebody, or undefined for those who are in none. */
export function membershipOf(caller: Caller): { team: string; role: TeamRole } | undefined {
  if (caller === 'stranger') return { team: 'ops', role: 'owner' };
  if (caller === 'nobody' || caller === 'member' || caller === 'admin') return undefined;
  return { team: 'web', role: caller };
}

async function join(
  { api }: Constellation,
  caller: Caller,
  { team, role }: { team: string; role: TeamRole },
): Promise<void> {
  const { response } = await api.PUT('/api/v1/teams/{team}/members', {
    params: { path: { team } },
    body: { email: addressOf(caller), role },
  });
  if (response.status !== 204) throw new Error(`${caller} could not join: ${response.status}`);
}

/** The data of a reply that must be a success. */
async function ok<T>(reply: Promise<{ data?: T; error?: unknown }>): Promise<T> {
  const { data, error } = await reply;
  if (data === undefined) throw new Error(`refused: ${JSON.stringify(error)}`);
  return data;
}

async function possess(db: Kysely<Database>, team: string, name: string): Promise<Possession> {
  const project = await insertProject(db, { team, name });
  const ids = { timeline: `t-${project}`, run: randomUUID() };
  const at = new Date();
  await db
    .insertInto('timelines')
    .values({
      id: ids.timeline,
      kind: 'delivery',
      state: 'live',
      project_id: project,
      project: name,
      team,
      title: 'Push',
      started_at: at,
      finished_at: at,
      url: null,
    })
    .execute();
  await db
    .insertInto('pipeline_runs')
    .values({
      id: ids.run,
      project_id: project,
      number: 1,
      commit: 'c'.repeat(40),
      before: null,
      ref: 'refs/heads/main',
      pusher: addressOf('developer'),
      attempt: 1,
      status: 'completed',
      conclusion: 'success',
      created_at: at,
      timeline_id: ids.timeline,
      jobs: JSON.stringify([]),
      failure: null,
    })
    .execute();
  return { team, project: name, ...ids };
}
