import { openApi, unwrap } from '../../api.ts';
import type { CommandSpec } from '../../command/command-spec.ts';

/** Creates a team; its creator becomes its first owner. */
export const createTeam: CommandSpec = {
  usage: 'team create <name>',
  about: 'create a team that you own',
  options: [{ flags: '--description <text>', about: 'what it does', default: '' }],
  async run(context, input) {
    const api = await openApi(context);
    const team = await unwrap(
      api.POST('/api/v1/teams', {
        body: { name: input.argument('name'), description: input.required('description') },
      }),
    );
    return { data: team, text: `Created the team ${team.name}.` };
  },
};
