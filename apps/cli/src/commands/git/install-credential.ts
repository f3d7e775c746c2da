import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { CliError } from '../../cli-error.ts';
import type { CommandSpec } from '../../command/command-spec.ts';
import { readCredentials } from '../../credentials.ts';

/** Tells git to ask this program for the platform's address. */
export const installCredential: CommandSpec = {
  usage: 'git-credential install',
  about: 'let git ask fairway for the credentials of this platform',
  async run(context) {
    const { url } = await readCredentials(context.environment);
    const program = process.argv[1] ?? 'fairway';
    const helper = `!${quoted(process.execPath)} ${quoted(program)} git-credential`;
    const key = `credential.${url}.helper`;
    const argv = ['config', '--global', '--replace-all', key, helper];
    try {
      await promisify(execFile)('git', argv, { timeout: 10_000, env: context.environment });
    } catch (error) {
      throw new CliError(
        `git could not be set up: ${error instanceof Error ? error.message : String(error)}`,
        `Check that git is installed and that its global configuration can be written.`,
      );
    }
    return { data: { key, helper }, text: `git asks fairway for the credentials of ${url}.` };
  },
};

/** A word of the line that git itself hands to a shell. */
function quoted(word: string): string {
  return `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
