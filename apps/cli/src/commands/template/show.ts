import { openApi, unwrap } from '../../api.ts';
import type { CommandSpec } from '../../command/command-spec.ts';
import { formatTable } from '../../format.ts';

/** Shows a template and the variables that `fairway create --set` takes. */
export const showTemplate: CommandSpec = {
  usage: 'templates show <template>',
  about: 'show a template and its variables',
  async run(context, input) {
    const api = await openApi(context);
    const template = await unwrap(
      api.GET('/api/v1/templates/{template}', {
        params: { path: { template: input.argument('template') } },
      }),
    );
    const rows = template.variables.map((variable) => [
      variable.name,
      variable.default,
      variable.choices?.join(', ') ?? '',
      variable.title,
    ]);
    return {
      data: template,
      text: `${template.title}: ${template.description}\n\n${formatTable(
        ['VARIABLE', 'DEFAULT', 'CHOICES', 'MEANING'],
        rows,
      )}`,
    };
  },
};
