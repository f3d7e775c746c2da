import { openApi, unwrap } from '../api.ts';
import type { CliContext } from '../context.ts';
import { formatTable } from '../format.ts';

/** Lists the projects that the user can see. */
export async function listProjects(context: CliContext, flags: { json?: boolean }): Promise<void> {
  const api = await openApi(context.environment);
  const { items } = await unwrap(api.GET('/api/v1/projects', {}));
  if (flags.json === true) {
    context.print(JSON.stringify(items));
    return;
  }
  const rows = items.map(({ name, team, state, environments }) => [
    name,
    team,
    state,
    environments[0]?.release?.version ?? '-',
    environments[0]?.url ?? '-',
  ]);
  context.print(formatTable(['NAME', 'TEAM', 'STATE', 'VERSION', 'URL'], rows));
}
