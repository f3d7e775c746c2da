import { openApi, unwrap } from '../../api.ts';
import { UnreachableError } from '../../cli-error.ts';
import type { CommandSpec } from '../../command/command-spec.ts';
import { removeCredentials } from '../../credentials.ts';

/** Forgets the token of the last login, and revokes it when it can be told from the others. */
export const logout: CommandSpec = {
  usage: 'logout',
  about: 'forget the API token of the last login and revoke it',
  async run(context) {
    const api = await openApi(context);
    const { token } = api.credentials;
    const call = unwrap(api.GET('/api/v1/auth/tokens', {}));
    const items = await call.then(
      (reply) => reply.items,
      (error: unknown) => {
        // A server that is gone for good must not keep anybody signed in.
        if (error instanceof UnreachableError) return [];
        throw error;
      },
    );
    const own = items.filter(
      ({ name, prefix }) => name === 'fairway login' && prefix !== '' && token.startsWith(prefix),
    );
    const [only] = own;
    const isRevoked = only !== undefined && own.length === 1;
    if (isRevoked) {
      await unwrap(api.DELETE('/api/v1/auth/tokens/{id}', { params: { path: { id: only.id } } }));
    }
    await removeCredentials(context.environment);
    return {
      data: { revoked: isRevoked },
      text: isRevoked
        ? 'Signed out; the token is revoked.'
        : 'Signed out; the token itself ends with its time, or with "fairway token revoke".',
    };
  },
};
