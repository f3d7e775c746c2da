import { openApi, unwrap } from '../../api.ts';
import type { CommandSpec } from '../../command/command-spec.ts';
import { formatDuration, formatTable, formatTime } from '../../format.ts';

/** Lists what was created, delivered and deleted, newest first. */
export const listTimelines: CommandSpec = {
  usage: 'timelines [project]',
  about: 'list what was created, delivered and deleted, newest first',
  async run(context, input) {
    const api = await openApi(context);
    const project = input.optionalArgument('project');
    const { items } = await unwrap(
      project === undefined
        ? api.GET('/api/v1/timelines', {})
        : api.GET('/api/v1/projects/{project}/timelines', { params: { path: { project } } }),
    );
    const rows = items.map((timeline) => [
      timeline.id,
      timeline.project,
      timeline.title,
      timeline.state,
      formatTime(timeline.startedAt),
      timeline.durationMs === null ? '-' : formatDuration(timeline.durationMs),
    ]);
    const header = ['ID', 'PROJECT', 'WHAT', 'STATE', 'STARTED', 'TOOK'];
    return { data: items, text: formatTable(header, rows) };
  },
};
