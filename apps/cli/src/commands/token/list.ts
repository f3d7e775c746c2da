import { openApi, unwrap } from '../../api.ts';
import type { CommandSpec } from '../../command/command-spec.ts';
import { formatTable, formatTime } from '../../format.ts';

/** Lists the user's API tokens. */
export const listTokens: CommandSpec = {
  usage: 'token list',
  about: 'list your API tokens',
  async run(context) {
    const api = await openApi(context);
    const { items } = await unwrap(api.GET('/api/v1/auth/tokens', {}));
    const rows = items.map(({ id, name, prefix, createdAt, expiresAt, lastUsedAt }) => [
      id,
      name,
      `${prefix}…`,
      formatTime(createdAt),
      formatTime(expiresAt),
      formatTime(lastUsedAt),
    ]);
    const header = ['ID', 'NAME', 'TOKEN', 'CREATED', 'ENDS', 'LAST USED'];
    return { data: items, text: formatTable(header, rows) };
  },
};
