import { createClient, unwrap } from '../../api.ts';
import type { CommandSpec } from '../../command/command-spec.ts';
import { platformUrl, writeCredentials } from '../../credentials.ts';
import { readPassword } from '../../read-input.ts';

/** Signs in and keeps an API token for the commands that follow. */
export const login: CommandSpec = {
  usage: 'login',
  about: 'sign in and keep an API token',
  options: [
    { flags: '--url <url>', about: 'the address of the platform', required: true },
    { flags: '--email <email>', about: 'your e-mail address', required: true },
    { flags: '--password-stdin', about: 'read the password from standard input' },
  ],
  async run(context, input) {
    const url = platformUrl(input.required('url'));
    const password = await readPassword(context, input.flag('password-stdin'));
    const reply = await unwrap(
      createClient(context, { url }).POST('/api/v1/auth/login', {
        body: { email: input.required('email'), password },
      }),
    );
    await writeCredentials(context.environment, { url, token: reply.token });
    const { user, expiresAt } = reply;
    return {
      data: { url, user, expiresAt },
      text: `Signed in to ${url} as ${user.email} until ${expiresAt.slice(0, 10)}.`,
    };
  },
};
