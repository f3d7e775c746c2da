import { openApi } from '../api.ts';
import type { CliContext } from '../context.ts';
import { readEvents } from '../event-stream.ts';

/** Flags of `fairway logs`. */
export interface LogsFlags {
  environment: string;
  follow?: boolean;
  tail: string;
}

/** Prints the logs of an environment's pods. */
export async function logs(context: CliContext, project: string, flags: LogsFlags): Promise<void> {
  const api = await openApi(context.environment);
  const query = new URLSearchParams({
    tail: flags.tail,
    follow: flags.follow === true ? 'true' : 'false',
  });
  const path = `/api/v1/projects/${encodeURIComponent(project)}/environments/${encodeURIComponent(flags.environment)}/logs?${query}`;
  try {
    for await (const { event, data } of readEvents(api.credentials, path, context.signal)) {
      if (event === 'end') return;
      if (isLine(data)) context.print(`${data.pod}  ${data.text}`);
    }
  } catch (error) {
    if (!context.signal.aborted) throw error;
  }
}

function isLine(data: unknown): data is { pod: string; text: string } {
  return typeof data === 'object' && data !== null && 'pod' in data && 'text' in data;
}
