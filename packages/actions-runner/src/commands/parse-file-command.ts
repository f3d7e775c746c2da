import { ActionsError } from '../errors.ts';

/**
 * Reads what a step wrote to GITHUB_OUTPUT or GITHUB_ENV: `name=value` lines and
 * `name<<DELIMITER … DELIMITER` blocks.
 *
 * @param what the file's name in messages
 * @throws ActionsError `step-invalid` with the line number
 */
export function parseKeyValueFile(text: string, what: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  const lines = text.split(/\r?\n/);
  let i = 0;
  while (i < lines.length) {
    const line = lines[i] ?? '';
    const number = i + 1;
    i += 1;
    if (line === '') continue;
    const equals = line.indexOf('=');
    const heredoc = line.indexOf('<<');
    if (heredoc > 0 && (equals < 0 || heredoc < equals)) {
      const delimiter = line.slice(heredoc + 2);
      const end = lines.indexOf(delimiter, i);
      if (delimiter === '' || end < 0) {
        throw invalid(what, number, `the block's end "${delimiter}" is missing`);
      }
      values.set(line.slice(0, heredoc), lines.slice(i, end).join('\n'));
      i = end + 1;
    } else if (equals > 0) {
      values.set(line.slice(0, equals), line.slice(equals + 1));
    } else {
      throw invalid(what, number, 'neither name=value nor name<<DELIMITER');
    }
  }
  return values;
}

/** Reads what a step wrote to GITHUB_PATH: one folder a line. */
export function parsePathFile(text: string): readonly string[] {
  return text.split(/\r?\n/).filter((line) => line !== '');
}

/** Variables that a step may not set for later steps, as on GitHub. */
export function isProtectedVariable(name: string): boolean {
  return /^(?:GITHUB_|RUNNER_)/i.test(name) || /^(?:NODE_OPTIONS|CI)$/i.test(name);
}

function invalid(what: string, line: number, problem: string): ActionsError {
  return new ActionsError('step-invalid', `${what}, line ${line}: ${problem}.`);
}
