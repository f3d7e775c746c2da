import type { z } from 'zod';
import { FairwayError } from '../errors/fairway-error.ts';
import type { Identity } from './identity.ts';
import { CreateUser, type User } from './schema.ts';
import type { Setup } from './setup.ts';
import type { Teams } from '../teams/teams.ts';

/** The team that every new platform begins with. */
const firstTeam = { name: 'platform', description: 'The team that runs the platform' };

/** Gives the first administrator a team, so that the first project has an owner. */
export async function createFirstTeam(identity: Identity, teams: Teams, user: User): Promise<void> {
  if (await teams.exists(firstTeam.name)) return;
  await teams.create(firstTeam, await identity.subjectOf(user));
}

/**
 * Makes the first administrator from FAIRWAY_ADMIN_EMAIL and FAIRWAY_ADMIN_PASSWORD, or gives the
 * token of a set-up link; undefined when there is an administrator already.
 */
export async function setUpAdministrator(
  services: { identity: Identity; setup: Setup; teams: Teams },
  environment: Readonly<Record<string, string | undefined>>,
): Promise<string | undefined> {
  const { identity, setup, teams } = services;
  if (!(await setup.needed())) return undefined;
  const email = environment['FAIRWAY_ADMIN_EMAIL'];
  const password = environment['FAIRWAY_ADMIN_PASSWORD'];
  if (email === undefined && password === undefined) return setup.issueToken();
  const name = email?.split('@')[0] ?? '';
  const account = CreateUser.safeParse({ email, password, name, role: 'admin' });
  if (!account.success) throw invalidAdministrator(account.error);
  const user = await identity.createUser(account.data);
  await createFirstTeam(identity, teams, user);
  return undefined;
}

function invalidAdministrator(error: z.ZodError): FairwayError {
  const [issue] = error.issues;
  const variable = issue?.path[0] === 'password' ? 'FAIRWAY_ADMIN_PASSWORD' : 'FAIRWAY_ADMIN_EMAIL';
  return new FairwayError('invalid-config', {
    message: `${variable} is wrong: ${issue?.message ?? 'not valid'}`,
    remedy: 'Set both variables, with a password of at least 10 characters, or neither of them.',
  });
}
