import { openApi, unwrap } from '../api.ts';
import type { CliContext } from '../context.ts';
import { formatTable } from '../format.ts';
import { stepLine } from '../watch-timeline.ts';

/** Shows a project: its environments and its newest timeline. */
export async function status(
  context: CliContext,
  project: string,
  flags: { json?: boolean },
): Promise<void> {
  const api = await openApi(context.environment);
  const params = { path: { project } };
  const found = await unwrap(api.GET('/api/v1/projects/{project}', { params }));
  const { items: timelines } = await unwrap(
    api.GET('/api/v1/projects/{project}/timelines', { params }),
  );
  if (flags.json === true) {
    context.print(JSON.stringify({ ...found, timeline: timelines[0] ?? null }));
    return;
  }
  context.print(`${found.name} (${found.team}): ${found.state}`);
  context.print(`repository  ${found.repositoryUrl}`);
  const rows = found.environments.map(({ name, release, health, sync, url }) => [
    name,
    release?.version ?? '-',
    health,
    sync,
    url,
  ]);
  context.print(formatTable(['ENVIRONMENT', 'VERSION', 'HEALTH', 'SYNC', 'URL'], rows));
  const [newest] = timelines;
  if (newest === undefined) return;
  context.print(`\n${newest.title}: ${newest.state}`);
  for (const step of newest.steps) context.print(stepLine(step));
}
