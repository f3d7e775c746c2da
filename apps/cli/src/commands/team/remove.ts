import { openApi, unwrap } from '../../api.ts';
import { CliError } from '../../cli-error.ts';
import type { CommandSpec } from '../../command/command-spec.ts';

/** Removes a member from a team. */
export const removeMember: CommandSpec = {
  usage: 'team remove <team> <email>',
  about: 'remove a member from a team',
  async run(context, input) {
    const api = await openApi(context);
    const [team, email] = [input.argument('team'), input.argument('email')];
    const { items } = await unwrap(
      api.GET('/api/v1/teams/{team}/members', { params: { path: { team } } }),
    );
    const member = items.find((item) => item.email.toLowerCase() === email.toLowerCase());
    if (member === undefined) {
      throw new CliError(
        `${email} is not a member of ${team}.`,
        `"fairway team members ${team}" lists those who are.`,
      );
    }
    await unwrap(
      api.DELETE('/api/v1/teams/{team}/members/{user}', {
        params: { path: { team, user: member.userId } },
      }),
    );
    return { data: { team, email }, text: `${email} is no member of ${team} any more.` };
  },
};
