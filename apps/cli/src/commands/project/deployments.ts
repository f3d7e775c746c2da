import { openApi, unwrap } from '../../api.ts';
import type { CommandSpec } from '../../command/command-spec.ts';
import { formatTable, formatTime } from '../../format.ts';

/** Lists the deployments of a project, newest first. */
export const deployments: CommandSpec = {
  usage: 'deployments <project>',
  about: 'list the deployments of a project, newest first',
  async run(context, input) {
    const api = await openApi(context);
    const path = { project: input.argument('project') };
    const { items } = await unwrap(
      api.GET('/api/v1/projects/{project}/deployments', { params: { path } }),
    );
    const rows = items.map(({ environment, release, state, startedAt, deployedBy, timelineId }) => [
      environment,
      release.version,
      state,
      formatTime(startedAt),
      deployedBy,
      timelineId,
      release.message,
    ]);
    const header = ['ENVIRONMENT', 'VERSION', 'STATE', 'STARTED', 'BY', 'TIMELINE', 'MESSAGE'];
    return { data: items, text: formatTable(header, rows) };
  },
};
