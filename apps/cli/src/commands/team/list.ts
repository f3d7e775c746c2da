import { openApi, unwrap } from '../../api.ts';
import type { CommandSpec } from '../../command/command-spec.ts';
import { formatTable } from '../../format.ts';

/** Lists the teams that the user can see. */
export const listTeams: CommandSpec = {
  usage: 'team list',
  about: 'list the teams that you can see',
  async run(context) {
    const api = await openApi(context);
    const { items } = await unwrap(api.GET('/api/v1/teams', {}));
    const rows = items.map(({ name, role, members, projects, description }) => [
      name,
      role ?? '-',
      String(members),
      String(projects),
      description,
    ]);
    const header = ['NAME', 'YOUR ROLE', 'MEMBERS', 'PROJECTS', 'DESCRIPTION'];
    return { data: items, text: formatTable(header, rows) };
  },
};
