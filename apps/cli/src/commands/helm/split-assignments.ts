import { CliError } from '../../cli-error.ts';

/** One `name=value` of helm's --set. */
export interface Assignment {
  name: string;
  value: string;
}

/**
 * Splits what helm's --set takes into its assignments: commas part them, except in `{…}` and
 * after a backslash.
 *
 * @throws CliError (exit code 2) for a part without `=`
 */
export function splitAssignments(text: string): Assignment[] {
  return splitAtCommas(text).map((part) => {
    const equals = part.indexOf('=');
    if (equals > 0)
      return { name: part.slice(0, equals), value: unescaped(part.slice(equals + 1)) };
    throw new CliError(
      `"${part}" is not NAME=VALUE.`,
      'Write for example --set image.tag=1.2,replicas=2; a comma in a value is written "\\,".',
      2,
    );
  });
}

function splitAtCommas(text: string): string[] {
  const parts: string[] = [''];
  let depth = 0;
  for (const [piece] of text.matchAll(/\\.|./gs)) {
    if (piece === '{') depth += 1;
    else if (piece === '}') depth -= 1;
    if (piece === ',' && depth <= 0) parts.push('');
    else parts.push(`${parts.pop() ?? ''}${piece}`);
  }
  return parts.filter((part) => part !== '');
}

/** Names keep their backslashes: there they tell a dot of the name from one between names. */
function unescaped(value: string): string {
  return value.replaceAll(/\\([\s\S])/g, '$1');
}
