import { openApi, unwrap } from '../../api.ts';
import type { CommandSpec } from '../../command/command-spec.ts';
import { formatTable, formatTime } from '../../format.ts';

/** Lists the pipeline runs of a project, newest first, with the jobs of each. */
export const listRuns: CommandSpec = {
  usage: 'run list <project>',
  about: 'list the pipeline runs of a project, newest first',
  isDefault: true,
  async run(context, input) {
    const api = await openApi(context);
    const path = { project: input.argument('project') };
    const { items } = await unwrap(
      api.GET('/api/v1/projects/{project}/pipeline-runs', { params: { path } }),
    );
    const rows = items.map((run) => [
      run.id,
      `#${run.number}`,
      run.commit.slice(0, 7),
      run.conclusion ?? run.status,
      formatTime(run.createdAt),
      run.jobs.map(({ id, status, conclusion }) => `${id}:${conclusion ?? status}`).join(' '),
    ]);
    const header = ['ID', 'NUMBER', 'COMMIT', 'STATE', 'CREATED', 'JOBS'];
    return { data: items, text: formatTable(header, rows) };
  },
};
