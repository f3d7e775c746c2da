import { createApiClient } from '@fairway/api-client';
import { unwrap } from '../api.ts';
import { CliError } from '../cli-error.ts';
import { type CliContext, readInput } from '../context.ts';
import { writeCredentials } from '../credentials.ts';

/** Flags of `fairway login`. */
export interface LoginFlags {
  url: string;
  email: string;
  passwordStdin?: boolean;
}

/** Signs in and keeps an API token for the commands that follow. */
export async function login(context: CliContext, flags: LoginFlags): Promise<void> {
  if (flags.passwordStdin !== true) {
    throw new CliError(
      'The password is read from standard input.',
      'Add --password-stdin and pipe it in, so that it is in no history and no process list.',
      2,
    );
  }
  const password = await readInput(context);
  const client = createApiClient({ baseUrl: flags.url.replace(/\/+$/, '') });
  const reply = await unwrap(
    client.POST('/api/v1/auth/login', { body: { email: flags.email, password } }),
  );
  await writeCredentials(context.environment, { url: flags.url, token: reply.token });
  context.print(`Signed in as ${reply.user.email} until ${reply.expiresAt.slice(0, 10)}.`);
}
