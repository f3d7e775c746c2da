import { HelmError } from '../errors.ts';

interface Rule {
  readonly matcher: RegExp;
  readonly negate: boolean;
  readonly directoryOnly: boolean;
  readonly wholePath: boolean;
}

/** Compiles a pattern of Go's filepath.Match: no `**`, and `*` stops at `/`. */
function compilePattern(pattern: string, line: string): RegExp {
  let source = '';
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern.charAt(at);
    if (char === '*') source += '[^/]*';
    else if (char === '?') source += '[^/]';
    else if (char === '[') {
      const close = pattern.indexOf(']', at + 2);
      if (close < 0) throw invalid(line);
      const set = pattern.slice(at + 1, close).replaceAll(/[\\[\]]/g, '\\$&');
      source += set.startsWith('^') ? `[^/${set.slice(1)}]` : `[${set}]`;
      at = close;
    } else if (char === '\\') {
      at++;
      if (at >= pattern.length) throw invalid(line);
      source += escape(pattern.charAt(at));
    } else source += escape(char);
  }
  return new RegExp(`^${source}$`, 's');
}

function escape(char: string): string {
  return char.replace(/[\\^$.*+?()[\]{}|/]/, '\\$&');
}

function invalid(line: string): HelmError {
  return new HelmError(
    'CHART_INVALID',
    `syntax error in pattern ${JSON.stringify(line)} of .helmignore`,
    {
      file: '.helmignore',
    },
  );
}

function parseRule(raw: string): Rule | undefined {
  const line = raw.trim();
  if (line === '' || line.startsWith('#')) return undefined;
  if (line.includes('**')) {
    throw new HelmError('CHART_INVALID', 'double-star (**) syntax is not supported', {
      file: '.helmignore',
    });
  }
  const negate = line.startsWith('!');
  let pattern = negate ? line.slice(1) : line;
  const directoryOnly = pattern.endsWith('/');
  if (directoryOnly) pattern = pattern.slice(0, -1);
  const rooted = pattern.startsWith('/');
  if (rooted) pattern = pattern.slice(1);
  return {
    matcher: compilePattern(pattern, line),
    negate,
    directoryOnly,
    wholePath: rooted || pattern.includes('/'),
  };
}

/** Tells whether a path of a chart is left out. */
export type IgnoreRules = (path: string, isDirectory: boolean) => boolean;

/**
 * Reads a .helmignore. Its rules look like .gitignore's but are not: no `**`, and `!pattern` leaves
 * out everything that does not match. Hidden files in templates/ are always left out.
 * @throws HelmError `CHART_INVALID`
 */
export function parseIgnoreRules(text: string): IgnoreRules {
  const lines = [...text.replace(/^\ufeff/, '').split(/\r?\n/), 'templates/.?*'];
  const rules = lines.map(parseRule).filter((rule) => rule !== undefined);
  return (path, isDirectory) => {
    const name = path.slice(path.lastIndexOf('/') + 1);
    for (const rule of rules) {
      const matches = rule.matcher.test(rule.wholePath ? path : name);
      if (rule.negate) {
        if ((rule.directoryOnly && !isDirectory) || !matches) return true;
      } else if (matches && (isDirectory || !rule.directoryOnly)) return true;
    }
    return false;
  };
}
