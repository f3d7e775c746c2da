import { openApi } from '../../api.ts';
import type { CommandSpec } from '../../command/command-spec.ts';
import { readEvents } from '../../event-stream.ts';

/** Prints the logs of an environment's pods. */
export const logs: CommandSpec = {
  usage: 'logs <project>',
  about: "print the logs of a project's pods",
  options: [
    { flags: '-e, --environment <name>', about: 'the environment', default: 'dev' },
    { flags: '-f, --follow', about: 'go on as lines come' },
    { flags: '--pod <name>', about: 'of this pod only' },
    { flags: '--tail <lines>', about: 'how many lines of each pod', default: '100' },
  ],
  async run(context, input) {
    const pod = input.text('pod');
    const query = new URLSearchParams({
      tail: String(input.integer('tail', 0)),
      follow: String(input.flag('follow')),
      ...(pod === undefined ? {} : { pod }),
    });
    const [project, environment] = [input.argument('project'), input.required('environment')];
    const api = await openApi(context);
    const path = `/api/v1/projects/${encodeURIComponent(project)}/environments/${encodeURIComponent(environment)}/logs?${query.toString()}`;
    for await (const { data } of readEvents(api.credentials, path, context.signal)) {
      if (!isLine(data)) continue;
      context.print(input.flag('json') ? JSON.stringify(data) : `${data.pod}  ${data.text}`);
    }
    return undefined;
  },
};

function isLine(data: unknown): data is { pod: string; text: string } {
  return typeof data === 'object' && data !== null && 'pod' in data && 'text' in data;
}
