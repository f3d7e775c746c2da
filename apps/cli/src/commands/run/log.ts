import { openApi } from '../../api.ts';
import type { CommandSpec } from '../../command/command-spec.ts';
import { readEvents } from '../../event-stream.ts';

/** Prints the log of a pipeline job. */
export const runLog: CommandSpec = {
  usage: 'run log <run> <job>',
  about: 'print the log of a pipeline job',
  options: [{ flags: '-f, --follow', about: 'go on until the job ends' }],
  async run(context, input) {
    const [run, job] = [input.argument('run'), input.argument('job')].map(encodeURIComponent);
    const api = await openApi(context);
    const path = `/api/v1/pipeline-runs/${run}/jobs/${job}/log?follow=${input.flag('follow')}`;
    for await (const { data } of readEvents(api.credentials, path, context.signal)) {
      if (!isLine(data)) continue;
      context.print(input.flag('json') ? JSON.stringify(data) : data.text);
    }
    return undefined;
  },
};

function isLine(data: unknown): data is { text: string } {
  return (
    typeof data === 'object' && data !== null && 'text' in data && typeof data.text === 'string'
  );
}
