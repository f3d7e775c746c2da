import { openApi, unwrap } from '../../api.ts';
import type { CommandSpec } from '../../command/command-spec.ts';
import { formatTable } from '../../format.ts';

/** Lists the members of a team. */
export const listMembers: CommandSpec = {
  usage: 'team members <team>',
  about: 'list the members of a team',
  async run(context, input) {
    const api = await openApi(context);
    const path = { team: input.argument('team') };
    const { items } = await unwrap(api.GET('/api/v1/teams/{team}/members', { params: { path } }));
    const rows = items.map(({ email, name, role }) => [email, name, role]);
    return { data: items, text: formatTable(['E-MAIL', 'NAME', 'ROLE'], rows) };
  },
};
