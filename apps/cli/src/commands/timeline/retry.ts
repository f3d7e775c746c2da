import { openApi, unwrap } from '../../api.ts';
import type { CommandSpec } from '../../command/command-spec.ts';
import { formatDuration } from '../../format.ts';
import { followTimeline } from '../../watch-timeline.ts';

/** Runs a failed timeline again, from its first step that did not succeed. */
export const retry: CommandSpec = {
  usage: 'retry <timeline>',
  about: 'run a failed timeline again from the step that failed',
  options: [{ flags: '--wait', about: 'wait until it has ended' }],
  async run(context, input) {
    const api = await openApi(context);
    const path = { timeline: input.argument('timeline') };
    const timeline = await unwrap(
      api.POST('/api/v1/timelines/{timeline}/retry', { params: { path } }),
    );
    if (!input.flag('wait')) {
      return {
        data: timeline,
        text: `Running again: ${api.credentials.url}/runs/${timeline.id}`,
      };
    }
    return followTimeline(context, api, timeline.id, {
      goal: timeline.kind === 'deletion' ? 'done' : 'live',
      isQuiet: input.flag('json'),
      done: ({ state, durationMs }) => `${state} in ${formatDuration(durationMs ?? 0)}`,
    });
  },
};
