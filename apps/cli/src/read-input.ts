import { readFile } from 'node:fs/promises';
import { CliError } from './cli-error.ts';
import type { CliContext } from './context.ts';

/** Reads standard input to its end, without the last line end. */
export async function readInput(context: CliContext): Promise<string> {
  const chunks: string[] = [];
  context.stdin.setEncoding('utf8');
  for await (const chunk of context.stdin) chunks.push(String(chunk));
  return chunks.join('').replace(/\r?\n$/, '');
}

/**
 * Reads a password from standard input, the one place where it is in no history and no process list.
 *
 * @throws CliError (exit code 2) without --password-stdin
 */
export async function readPassword(context: CliContext, isOnStdin: boolean): Promise<string> {
  if (isOnStdin) return readInput(context);
  throw new CliError(
    'The password is read from standard input.',
    'Add --password-stdin and pipe it in, so that it is in no history and no process list.',
    2,
  );
}

/**
 * Reads a file that the command line names; `-` is standard input.
 *
 * @throws CliError when it cannot be read
 */
export async function readGivenFile(context: CliContext, path: string): Promise<string> {
  if (path === '-') return readInput(context);
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new CliError(
      `${path} cannot be read: ${error instanceof Error ? error.message : String(error)}.`,
      'Name a file that exists and that you may read.',
    );
  }
}
