import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { type CliContext, readInput } from '../context.ts';
import { readCredentials } from '../credentials.ts';

/**
 * Answers git as a credential helper (git-credential(1)): the API token for the platform's own
 * address, nothing for any other.
 */
export async function gitCredential(context: CliContext, operation: string): Promise<void> {
  const input = await readInput(context);
  if (operation !== 'get') return;
  const asked = new Map(
    input.split('\n').map((line) => {
      const equals = line.indexOf('=');
      return [line.slice(0, equals), line.slice(equals + 1)] as const;
    }),
  );
  const { url, token } = await readCredentials(context.environment);
  const platform = new URL(url);
  const same =
    asked.get('host') === platform.host && `${asked.get('protocol')}:` === platform.protocol;
  if (!same) return;
  context.print('username=fairway');
  context.print(`password=${token}`);
}

/** Tells git to ask this program for the platform's address. */
export async function installGitCredential(context: CliContext): Promise<void> {
  const { url } = await readCredentials(context.environment);
  const program = process.argv[1] ?? 'fairway';
  const helper = `!${quoted(process.execPath)} ${quoted(program)} git-credential`;
  const key = `credential.${url}.helper`;
  await promisify(execFile)('git', ['config', '--global', '--replace-all', key, helper], {
    timeout: 10_000,
  });
  context.print(`git asks fairway for credentials of ${url}.`);
}

/** A word of the line that git itself hands to a shell. */
function quoted(word: string): string {
  return `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
