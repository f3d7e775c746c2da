import { openApi, unwrap } from '../../api.ts';
import type { CommandSpec } from '../../command/command-spec.ts';
import { formatDuration } from '../../format.ts';
import { followTimeline } from '../../watch-timeline.ts';

/** Deletes a project with all that it made, and shows it item by item. */
export const deleteProject: CommandSpec = {
  usage: 'delete <project>',
  about: 'delete a project with all that it made',
  options: [{ flags: '--archive', about: 'keep the repository and the images aside' }],
  async run(context, input) {
    const project = input.argument('project');
    const archive = input.flag('archive') ? 'true' : 'false';
    const api = await openApi(context);
    const { timeline } = await unwrap(
      api.DELETE('/api/v1/projects/{project}', {
        params: { path: { project }, query: { archive } },
      }),
    );
    return followTimeline(context, api, timeline.id, {
      goal: 'done',
      isQuiet: input.flag('json'),
      done: ({ durationMs }) => `Deleted ${project} in ${formatDuration(durationMs ?? 0)}.`,
    });
  },
};
