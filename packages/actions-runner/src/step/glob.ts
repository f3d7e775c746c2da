/**
 * Whether a relative path matches a glob: `*` and `?` within a segment, `**` for any number of
 * segments, `[...]` not supported. Linear in the path per segment, whatever the pattern.
 */
export function matchesGlob(pattern: string, path: string): boolean {
  return matchSegments(clean(pattern), clean(path));
}

/** The folder of a pattern before its first wildcard: `dist` of `dist/**`, `` of `*.json`. */
export function globRoot(pattern: string): string {
  const segments = clean(pattern);
  const wild = segments.findIndex(isWild);
  return segments.slice(0, wild < 0 ? segments.length : wild).join('/');
}

/** Whether a pattern has wildcards. */
export function isWild(pattern: string): boolean {
  return /[*?]/.test(pattern);
}

function clean(path: string): string[] {
  return path.split('/').filter((segment) => segment !== '' && segment !== '.');
}

/** Dynamic programming over the pattern's segments: which prefixes match the path's so far. */
function matchSegments(pattern: readonly string[], path: readonly string[]): boolean {
  let reached = new Set([0]);
  const skip = (positions: Set<number>): Set<number> => {
    for (const i of positions) if (pattern[i] === '**') positions.add(i + 1);
    return positions;
  };
  skip(reached);
  for (const segment of path) {
    const next = new Set<number>();
    for (const i of reached) {
      const glob = pattern[i];
      if (glob === undefined) continue;
      if (glob === '**') next.add(i);
      else if (matchSegment(glob, segment)) next.add(i + 1);
    }
    reached = skip(next);
  }
  return reached.has(pattern.length);
}

/** The two-pointer wildcard match: on a mismatch the last `*` takes one character more. */
function matchSegment(glob: string, text: string): boolean {
  let g = 0;
  let t = 0;
  let star = -1;
  let mark = 0;
  while (t < text.length) {
    const char = glob.charAt(g);
    if (char === '*') {
      star = g;
      mark = t;
      g += 1;
    } else if (g < glob.length && (char === '?' || char === text.charAt(t))) {
      g += 1;
      t += 1;
    } else if (star >= 0) {
      g = star + 1;
      mark += 1;
      t = mark;
    } else {
      return false;
    }
  }
  while (glob.charAt(g) === '*') g += 1;
  return g === glob.length;
}
