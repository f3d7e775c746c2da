import { openApi, unwrap } from '../../api.ts';
import { CliError } from '../../cli-error.ts';
import type { CommandSpec } from '../../command/command-spec.ts';

/** Ends an API token, named by its id or by its name. */
export const revokeToken: CommandSpec = {
  usage: 'token revoke <token>',
  about: 'end an API token, by its id or name',
  async run(context, input) {
    const wanted = input.argument('token');
    const api = await openApi(context);
    const { items } = await unwrap(api.GET('/api/v1/auth/tokens', {}));
    const byId = items.filter(({ id }) => id === wanted);
    const found = byId.length > 0 ? byId : items.filter(({ name }) => name === wanted);
    const [token] = found;
    if (token === undefined || found.length > 1) {
      throw new CliError(
        token === undefined
          ? `You have no token "${wanted}".`
          : `${found.length} of your tokens have the name "${wanted}".`,
        '"fairway token list" shows each with its id.',
      );
    }
    await unwrap(api.DELETE('/api/v1/auth/tokens/{id}', { params: { path: { id: token.id } } }));
    return { data: { id: token.id, name: token.name }, text: `Revoked ${token.name}.` };
  },
};
