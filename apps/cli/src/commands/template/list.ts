import { openApi, unwrap } from '../../api.ts';
import type { CommandSpec } from '../../command/command-spec.ts';
import { formatTable } from '../../format.ts';

/** Lists the templates. */
export const listTemplates: CommandSpec = {
  usage: 'templates list',
  about: 'list the templates',
  isDefault: true,
  async run(context) {
    const api = await openApi(context);
    const { items } = await unwrap(api.GET('/api/v1/templates', {}));
    const rows = items.map(({ name, language, description }) => [name, language, description]);
    return { data: items, text: formatTable(['NAME', 'LANGUAGE', 'DESCRIPTION'], rows) };
  },
};
