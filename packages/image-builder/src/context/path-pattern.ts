/**
 * A matcher for a path pattern: `*` and `?` within a name, `[a-z]`, `\` before a character taken
 * as it is (Go's path/filepath.Match), and `**` across names, as .dockerignore has it.
 */
export function pathPattern(pattern: string): RegExp {
  let source = '';
  for (let index = 0; index < pattern.length; index += 1) {
    const character = pattern[index] ?? '';
    if (pattern.startsWith('**', index)) {
      index += 1;
      if (pattern[index + 1] === '/') {
        index += 1;
        source += '(?:.*/)?';
      } else {
        source += '.*';
      }
    } else if (character === '*') {
      source += '[^/]*';
    } else if (character === '?') {
      source += '[^/]';
    } else if (character === '[') {
      const end = pattern.indexOf(']', index + 2);
      source += end < 0 ? String.raw`\[` : characterClass(pattern.slice(index + 1, end));
      if (end >= 0) index = end;
    } else if (character === '\\' && index + 1 < pattern.length) {
      index += 1;
      source += literal(pattern[index] ?? '');
    } else {
      source += literal(character);
    }
  }
  return new RegExp(`^${source}$`, 's');
}

function characterClass(inside: string): string {
  const negated = inside.startsWith('^') || inside.startsWith('!');
  const members = (negated ? inside.slice(1) : inside).replaceAll(/[\\[\]^]/g, String.raw`\$&`);
  // A class never matches the separator, whatever its range covers.
  return `(?!/)[${negated ? '^' : ''}${members}]`;
}

function literal(character: string): string {
  return character.replace(/[.*+?^${}()|[\]\\/]/, String.raw`\$&`);
}

/** Whether a text is a pattern rather than a plain path. */
export function hasWildcards(text: string): boolean {
  return /[*?[\\]/.test(text);
}
