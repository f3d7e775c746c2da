/**
 * Python's `fnmatch.fnmatchcase`: `*` matches any text, slashes too; `?`, `[abc]` and `[!abc]` one
 * character. The whole text must match.
 */
export function fnmatch(text: string, pattern: string): boolean {
  let source = '';
  for (let at = 0; at < pattern.length; at += 1) {
    const character = pattern.charAt(at);
    if (character === '*') source += '[^]*';
    else if (character === '?') source += '[^]';
    else if (character === '[') {
      const end = pattern.indexOf(']', at + (/^\[!?\]/.exec(pattern.slice(at))?.[0].length ?? 1));
      if (end < 0) source += '\\[';
      else {
        const inner = pattern.slice(at + 1, end).replaceAll(/[\\\]^[]/g, '\\$&');
        source += `[${inner.startsWith('!') ? `^${inner.slice(1)}` : inner}]`;
        at = end;
      }
    } else source += character.replace(/[.*+?^${}()|[\]\\]/, '\\$&');
  }
  return new RegExp(`^${source.replaceAll(/(?:\[\^\]\*)+/g, '[^]*')}$`, 'u').test(text);
}
