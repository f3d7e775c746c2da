/**
 * Compiles a file pattern of `.Files.Glob`: `*` and `?` stop at `/`, `**` does not, `{a,b}` chooses,
 * `[a-z]` and `[!a]` are sets. A pattern that makes no sense matches everything, as in helm.
 */
export function globToRegExp(pattern: string): RegExp {
  let source = '';
  let braces = 0;
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern.charAt(at);
    if (char === '*') {
      const double = pattern.charAt(at + 1) === '*';
      source += double ? '.*' : '[^/]*';
      if (double) at++;
    } else if (char === '?') source += '[^/]';
    else if (char === '[') {
      const close = pattern.indexOf(']', at + 2);
      if (close < 0) return /(?:)/;
      const set = pattern.slice(at + 1, close).replaceAll(/[\\\]^]/g, '\\$&');
      source += set.startsWith('!') ? `[^${set.slice(1)}]` : `[${set}]`;
      at = close;
    } else if (char === '{') {
      braces++;
      source += '(?:';
    } else if (char === '}' && braces > 0) {
      braces--;
      source += ')';
    } else if (char === ',' && braces > 0) source += '|';
    else if (char === '\\') source += escape(pattern.charAt(++at));
    else source += escape(char);
  }
  return braces === 0 ? new RegExp(`^(?:${source})$`, 's') : /(?:)/;
}

function escape(char: string): string {
  return char.replace(/[\\^$.*+?()[\]{}|/]/, '\\$&');
}
