import type { Schemas } from '@fairway/api-client';
import { openApi, unwrap } from '../../api.ts';
import type { CommandSpec } from '../../command/command-spec.ts';
import { formatTable } from '../../format.ts';
import { readPages } from '../../read-pages.ts';

/** Lists the projects that the user can see. */
export const listProjects: CommandSpec = {
  usage: 'projects',
  about: 'list the projects that you can see',
  async run(context) {
    const api = await openApi(context);
    const projects = await readPages<Schemas['Project']>((cursor) =>
      unwrap(
        api.GET('/api/v1/projects', {
          params: { query: { limit: 100, ...(cursor === undefined ? {} : { cursor }) } },
        }),
      ),
    );
    const rows = projects.map(({ name, team, state, environments }) => [
      name,
      team,
      state,
      environments[0]?.release?.version ?? '-',
      environments[0]?.url ?? '-',
    ]);
    return {
      data: projects,
      text: formatTable(['NAME', 'TEAM', 'STATE', 'VERSION', 'URL'], rows),
    };
  },
};
