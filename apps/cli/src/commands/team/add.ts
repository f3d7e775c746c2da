import type { Schemas } from '@fairway/api-client';
import { openApi, unwrap } from '../../api.ts';
import { CliError } from '../../cli-error.ts';
import type { CommandSpec } from '../../command/command-spec.ts';

type TeamRole = Schemas['PutTeamMember']['role'];
const roles = ['owner', 'maintainer', 'developer', 'viewer'] as const satisfies readonly TeamRole[];

/** Adds somebody to a team, or gives a member another role. */
export const addMember: CommandSpec = {
  usage: 'team add <team> <email>',
  about: 'add somebody to a team, or change their role',
  options: [
    { flags: '--role <role>', about: 'the role in the team', default: 'developer', choices: roles },
  ],
  async run(context, input) {
    const email = input.argument('email');
    const role = toRole(input.required('role'));
    const api = await openApi(context);
    const team = input.argument('team');
    await unwrap(
      api.PUT('/api/v1/teams/{team}/members', {
        params: { path: { team } },
        body: { email, role },
      }),
    );
    return { data: { team, email, role }, text: `${email} is ${role} of ${team}.` };
  },
};

function toRole(text: string): TeamRole {
  const role = roles.find((known) => known === text);
  if (role !== undefined) return role;
  throw new CliError(`There is no role "${text}".`, `Choose one of: ${roles.join(', ')}.`, 2);
}
