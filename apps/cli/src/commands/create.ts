import { openApi, unwrap } from '../api.ts';
import { CliError } from '../cli-error.ts';
import type { CliContext } from '../context.ts';
import { formatDuration } from '../format.ts';
import { failureText, stepLine, watchTimeline } from '../watch-timeline.ts';

/** Flags of `fairway create`. */
export interface CreateFlags {
  template: string;
  team: string;
  description?: string;
  set?: string[];
  wait?: boolean;
  json?: boolean;
}

/** Creates a project; with --wait until it is LIVE (exit 0) or has failed (exit 1). */
export async function create(context: CliContext, name: string, flags: CreateFlags): Promise<void> {
  const api = await openApi(context.environment);
  const created = await unwrap(
    api.POST('/api/v1/projects', {
      body: {
        name,
        team: flags.team,
        template: flags.template,
        description: flags.description ?? '',
        variables: Object.fromEntries((flags.set ?? []).map(parsePair)),
      },
    }),
  );
  if (flags.wait !== true) {
    context.print(
      flags.json === true
        ? JSON.stringify(created)
        : `Creating ${name}: ${api.credentials.url}/runs/${created.timeline.id}`,
    );
    return;
  }
  const timeline = await watchTimeline(
    api,
    created.timeline.id,
    (step) => {
      if (flags.json !== true) context.print(stepLine(step));
    },
    context.signal,
  );
  if (flags.json === true) context.print(JSON.stringify(timeline));
  if (timeline.state !== 'live') {
    throw new CliError(failureText(timeline), `Open ${api.credentials.url}/runs/${timeline.id}.`);
  }
  if (flags.json !== true) {
    context.print(`LIVE in ${formatDuration(timeline.durationMs ?? 0)}: ${timeline.url ?? ''}`);
  }
}

function parsePair(text: string): [string, string] {
  const equals = text.indexOf('=');
  if (equals > 0) return [text.slice(0, equals), text.slice(equals + 1)];
  throw new CliError(`"${text}" is not NAME=VALUE.`, 'Write for example --set port=3000.', 2);
}
