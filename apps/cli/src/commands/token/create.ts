import { openApi, unwrap } from '../../api.ts';
import type { CommandSpec } from '../../command/command-spec.ts';

/** Makes an API token and prints it this one time. */
export const createToken: CommandSpec = {
  usage: 'token create <name>',
  about: 'make an API token and print it, this one time',
  options: [{ flags: '--days <days>', about: 'how long it lives', default: '90' }],
  async run(context, input) {
    const expiresInDays = input.integer('days', 1);
    const api = await openApi(context);
    const created = await unwrap(
      api.POST('/api/v1/auth/tokens', { body: { name: input.argument('name'), expiresInDays } }),
    );
    return { data: created, text: created.token };
  },
};
