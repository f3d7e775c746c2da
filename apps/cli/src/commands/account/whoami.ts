import { openApi, unwrap } from '../../api.ts';
import type { CommandSpec } from '../../command/command-spec.ts';

/** Says who is signed in where, and with which roles. */
export const whoami: CommandSpec = {
  usage: 'whoami',
  about: 'say who is signed in where, and with which roles',
  async run(context) {
    const api = await openApi(context);
    const session = await unwrap(api.GET('/api/v1/auth/session', {}));
    const { user, teams } = session;
    return {
      data: { url: api.credentials.url, ...session },
      text: [
        `${user.email} (${user.role}) at ${api.credentials.url}`,
        ...teams.map(({ name, role }) => `team ${name}: ${role}`),
      ].join('\n'),
    };
  },
};
