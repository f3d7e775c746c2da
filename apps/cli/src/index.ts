import { CommanderError } from 'commander';
import { CliError } from './cli-error.ts';
import type { CliContext } from './context.ts';
import { createProgram } from './program.ts';

export type { CliContext } from './context.ts';

/** The exit code of a program that was interrupted: 128 and the number of SIGINT. */
const interrupted = 130;

/**
 * Runs a command line. Exit codes: 0 done, 1 failed, 2 used wrongly, 130 interrupted.
 *
 * @param argv the words after `fairway`
 */
export async function runCli(argv: readonly string[], context: CliContext): Promise<number> {
  try {
    await createProgram(context).parseAsync([...argv], { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (error instanceof CliError) {
      context.warn(`${error.message}\n${error.remedy}`);
      return error.exitCode;
    }
    if (isTold(error)) {
      context.warn(`${error.message}\n${error.remedy}`);
      return error.code === 'invalid-config' ? 2 : 1;
    }
    if (context.signal.aborted) return interrupted;
    context.warn(error instanceof Error ? (error.stack ?? error.message) : String(error));
    return 1;
  }
}

/** An error of the server that says what to do: FairwayError's shape. */
function isTold(error: unknown): error is Error & { remedy: string; code?: unknown } {
  return error instanceof Error && 'remedy' in error && typeof error.remedy === 'string';
}
