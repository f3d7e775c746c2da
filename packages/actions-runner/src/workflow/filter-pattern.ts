import { RE2JS } from 're2js';
import { ActionsError } from '../errors.ts';

/**
 * Compiles one filter pattern of `branches`, `tags` or `paths` as GitHub documents them: `*` matches
 * all but `/`, `**` matches all, `?` and `+` repeat the character before them, `[]` is a set, `\`
 * escapes. RE2 keeps matching linear whatever the pattern.
 *
 * @throws ActionsError `workflow-invalid` for a pattern that is no pattern
 */
export function compileFilterPattern(pattern: string): (text: string) => boolean {
  let source = '';
  let i = 0;
  while (i < pattern.length) {
    const char = pattern.charAt(i);
    if (char === '\\' && i + 1 < pattern.length) {
      source += RE2JS.quote(pattern.charAt(i + 1));
      i += 2;
    } else if (char === '*') {
      const run = /^\*+/.exec(pattern.slice(i))?.[0].length ?? 1;
      const leading = i === 0 || pattern.charAt(i - 1) === '/';
      const wholeFolder = run > 1 && leading && pattern.charAt(i + run) === '/';
      source += wholeFolder ? '(?:.*/)?' : run > 1 ? '.*' : '[^/]*';
      i += wholeFolder ? run + 1 : run;
    } else if (char === '[') {
      const end = pattern.indexOf(']', i + 1);
      if (end < 0)
        throw new ActionsError('workflow-invalid', `The filter "${pattern}" lacks a "]".`);
      source += pattern.slice(i, end + 1);
      i = end + 1;
    } else {
      source += (char === '?' || char === '+') && i > 0 ? char : RE2JS.quote(char);
      i += 1;
    }
  }
  try {
    const compiled = RE2JS.compile(`(?s)${source}`);
    return (text) => compiled.matches(text);
  } catch (cause) {
    throw new ActionsError('workflow-invalid', `The filter "${pattern}" is not a valid pattern.`, {
      cause,
    });
  }
}

/** Whether a name passes a list of filters: the last pattern that matches decides, `!` negates. */
export function matchesFilters(patterns: readonly string[], text: string): boolean {
  let matched = false;
  for (const pattern of patterns) {
    const negated = pattern.startsWith('!');
    if (compileFilterPattern(negated ? pattern.slice(1) : pattern)(text)) matched = !negated;
  }
  return matched;
}
