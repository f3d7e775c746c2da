import type { Environment } from './credentials.ts';

/** What a command gets of its surroundings; a test gives its own. */
export interface CliContext {
  environment: Environment;
  stdin: NodeJS.ReadableStream;
  /** Writes to standard output; a line end is added. */
  print(line: string): void;
  /** Writes to standard error; a line end is added. */
  warn(line: string): void;
  signal: AbortSignal;
}
