import { openApi, unwrap } from '../../api.ts';
import type { CommandSpec } from '../../command/command-spec.ts';
import { formatTable } from '../../format.ts';

/** Lists the platform's users, for administrators. */
export const listUsers: CommandSpec = {
  usage: 'user list',
  about: 'list the users (administrators)',
  async run(context) {
    const api = await openApi(context);
    const { items } = await unwrap(api.GET('/api/v1/users', {}));
    const rows = items.map(({ email, name, role }) => [email, name, role]);
    return { data: items, text: formatTable(['E-MAIL', 'NAME', 'ROLE'], rows) };
  },
};
