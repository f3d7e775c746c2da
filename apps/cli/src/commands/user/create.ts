import { openApi, unwrap } from '../../api.ts';
import type { CommandSpec } from '../../command/command-spec.ts';
import { readPassword } from '../../read-input.ts';

/** Makes an account for somebody, for administrators. */
export const createUser: CommandSpec = {
  usage: 'user create <email>',
  about: 'make an account for somebody (administrators)',
  options: [
    { flags: '--name <name>', about: 'the name of the person', required: true },
    { flags: '--admin', about: 'make them an administrator' },
    { flags: '--password-stdin', about: 'read the first password from standard input' },
  ],
  async run(context, input) {
    const password = await readPassword(context, input.flag('password-stdin'));
    const api = await openApi(context);
    const user = await unwrap(
      api.POST('/api/v1/users', {
        body: {
          email: input.argument('email'),
          name: input.required('name'),
          password,
          role: input.flag('admin') ? 'admin' : 'member',
        },
      }),
    );
    return { data: user, text: `Created ${user.email} (${user.role}).` };
  },
};
