import type { CommandSpec } from '../../command/command-spec.ts';
import { readCredentials } from '../../credentials.ts';
import { readInput } from '../../read-input.ts';

/** What git asks a credential helper for: the lines `name=value` of git-credential(1). */
function parseRequest(text: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (const line of text.split('\n')) {
    const equals = line.indexOf('=');
    if (equals > 0) fields.set(line.slice(0, equals), line.slice(equals + 1));
  }
  return fields;
}

/** Answers git: the API token for the platform's own address, nothing for any other. */
export const credentialGet: CommandSpec = {
  usage: 'git-credential get',
  about: "answer git's question for credentials (git-credential(1))",
  json: false,
  async run(context) {
    const asked = parseRequest(await readInput(context));
    const { url, token } = await readCredentials(context.environment);
    const platform = new URL(url);
    const isOurs =
      asked.get('host') === platform.host && `${asked.get('protocol')}:` === platform.protocol;
    if (!isOurs) return undefined;
    context.print('username=fairway');
    context.print(`password=${token}`);
    return undefined;
  },
};

/** Nothing of git's is kept: the token is kept by `fairway login`. */
export const credentialStore: CommandSpec = {
  usage: 'git-credential store',
  about: 'accept what git wants to keep, and keep nothing',
  json: false,
  async run(context) {
    await readInput(context);
    return undefined;
  },
};

/** A refused token stays until the next login: git may have been refused for another reason. */
export const credentialErase: CommandSpec = {
  ...credentialStore,
  usage: 'git-credential erase',
  about: 'accept what git wants to forget, and forget nothing',
};
