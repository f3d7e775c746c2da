import { openApi, unwrap } from '../../api.ts';
import type { CommandSpec } from '../../command/command-spec.ts';
import { formatDuration } from '../../format.ts';
import { followTimeline } from '../../watch-timeline.ts';

/** Creates a project; with --wait until it is LIVE (exit 0) or has failed (exit 1). */
export const create: CommandSpec = {
  usage: 'create <name>',
  about: 'create a project from a template',
  options: [
    { flags: '--template <template>', about: 'the template', required: true },
    { flags: '--team <team>', about: 'the team that owns it', required: true },
    { flags: '--description <text>', about: 'what it does', default: '' },
    { flags: '--set <name=value>', about: 'a variable of the template', many: true },
    { flags: '--wait', about: 'wait until it is LIVE' },
  ],
  async run(context, input) {
    const name = input.argument('name');
    const variables = input.pairs('set');
    const api = await openApi(context);
    const created = await unwrap(
      api.POST('/api/v1/projects', {
        body: {
          name,
          team: input.required('team'),
          template: input.required('template'),
          description: input.required('description'),
          variables,
        },
      }),
    );
    if (!input.flag('wait')) {
      const run = `${api.credentials.url}/runs/${created.timeline.id}`;
      return { data: created, text: `Creating ${name}: ${run}` };
    }
    return followTimeline(context, api, created.timeline.id, {
      goal: 'live',
      isQuiet: input.flag('json'),
      done: ({ durationMs, url }) => `LIVE in ${formatDuration(durationMs ?? 0)}: ${url ?? ''}`,
    });
  },
};
