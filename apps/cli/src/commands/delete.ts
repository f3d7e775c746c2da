import { openApi, unwrap } from '../api.ts';
import { CliError } from '../cli-error.ts';
import type { CliContext } from '../context.ts';
import { failureText, stepLine, watchTimeline } from '../watch-timeline.ts';

/** Flags of `fairway delete`. */
export interface DeleteFlags {
  archive?: boolean;
  json?: boolean;
}

/** Deletes a project with all that it made, and shows it item by item. */
export async function deleteProject(
  context: CliContext,
  project: string,
  flags: DeleteFlags,
): Promise<void> {
  const api = await openApi(context.environment);
  const { timeline } = await unwrap(
    api.DELETE('/api/v1/projects/{project}', {
      params: {
        path: { project },
        query: { archive: flags.archive === true ? 'true' : 'false' },
      },
    }),
  );
  const ended = await watchTimeline(
    api,
    timeline.id,
    (step) => {
      if (flags.json !== true) context.print(stepLine(step));
    },
    context.signal,
  );
  if (flags.json === true) context.print(JSON.stringify(ended));
  if (ended.state !== 'done') {
    throw new CliError(failureText(ended), `Open ${api.credentials.url}/runs/${ended.id}.`);
  }
}
