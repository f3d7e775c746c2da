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

/** Reads standard input to its end, without the last line end. */
export async function readInput(context: CliContext): Promise<string> {
  const chunks: string[] = [];
  context.stdin.setEncoding('utf8');
  for await (const chunk of context.stdin) chunks.push(String(chunk));
  return chunks.join('').replace(/\r?\n$/, '');
}
