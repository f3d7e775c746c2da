import { Readable } from 'node:stream';
import { runCli } from '../src/index.ts';

/** What a command line did. */
export interface CliRun {
  code: number;
  out: string;
  err: string;
  /** Standard output as JSON. */
  json(): unknown;
}

/** Runs a command line as the program does, with surroundings of its own. */
export async function runFairway(
  argv: readonly string[],
  surroundings: {
    environment?: Readonly<Record<string, string | undefined>>;
    stdin?: string;
    signal?: AbortSignal;
    onPrint?: (line: string) => void;
  } = {},
): Promise<CliRun> {
  const out: string[] = [];
  const err: string[] = [];
  const code = await runCli(argv, {
    environment: surroundings.environment ?? {},
    stdin: Readable.from([surroundings.stdin ?? '']),
    print: (line) => {
      out.push(line);
      surroundings.onPrint?.(line);
    },
    warn: (line) => void err.push(line),
    signal: surroundings.signal ?? new AbortController().signal,
  });
  const text = out.join('\n');
  return { code, out: text, err: err.join('\n'), json: () => JSON.parse(text) as unknown };
}
