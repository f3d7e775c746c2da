/** How a pattern treats `/`: `any` lets `*` cross it, `path` lets only `**` do so. */
export type GlobMode = 'any' | 'path';

/**
 * Matches a whole text against a glob: `*`, `?`, `[…]`, `{a,b}`, and `**` in path mode. The
 * matcher is linear in the text for each `*`, never a regular expression made from data.
 */
export function matchesGlob(pattern: string, text: string, mode: GlobMode = 'any'): boolean {
  return expandBraces(pattern).some((alternative) => matchFrom(alternative, text, mode));
}

const maxAlternatives = 256;

function expandBraces(pattern: string): readonly string[] {
  let patterns = [pattern];
  for (;;) {
    const index = patterns.findIndex((candidate) => /\{[^{}]*\}/.test(candidate));
    const candidate = patterns[index];
    if (candidate === undefined || patterns.length > maxAlternatives) return patterns;
    const match = /^(.*?)\{([^{}]*)\}(.*)$/s.exec(candidate);
    const [, before = '', body = '', after = ''] = match ?? [];
    const expanded = body.split(',').map((part) => `${before}${part}${after}`);
    patterns = [...patterns.slice(0, index), ...expanded, ...patterns.slice(index + 1)];
  }
}

interface Star {
  readonly next: number;
  readonly crosses: boolean;
  at: number;
}

function matchFrom(pattern: string, text: string, mode: GlobMode): boolean {
  let p = 0;
  let t = 0;
  const stars: Star[] = [];
  while (t < text.length || p < pattern.length) {
    const star = readStar(pattern, p, mode);
    if (star !== undefined) {
      // A later star that crosses `/` makes every earlier one irrelevant.
      if (star.crosses) stars.length = 0;
      stars.push({ ...star, at: t });
      p = star.next;
      continue;
    }
    const step = t < text.length ? matchOne(pattern, p, text[t] ?? '', mode) : undefined;
    if (step !== undefined) {
      p += step;
      t += 1;
      continue;
    }
    const retried = retry(stars, text);
    if (retried === undefined) return false;
    p = retried.next;
    t = retried.at;
  }
  return true;
}

function readStar(pattern: string, p: number, mode: GlobMode): Omit<Star, 'at'> | undefined {
  if (pattern[p] !== '*') return undefined;
  const isDouble = pattern[p + 1] === '*';
  if (isDouble && mode === 'path' && pattern[p + 2] === '/') {
    return { next: p + 3, crosses: true };
  }
  return { next: isDouble ? p + 2 : p + 1, crosses: mode === 'any' || isDouble };
}

function retry(stars: Star[], text: string): Star | undefined {
  for (;;) {
    const star = stars.at(-1);
    if (star === undefined) return undefined;
    if (star.at < text.length && (star.crosses || text[star.at] !== '/')) {
      star.at += 1;
      return star;
    }
    stars.pop();
  }
}

function matchOne(pattern: string, p: number, char: string, mode: GlobMode): number | undefined {
  const token = pattern[p];
  if (token === undefined) return undefined;
  if (token === '?') return mode === 'path' && char === '/' ? undefined : 1;
  if (token === '\\') return pattern[p + 1] === char ? 2 : undefined;
  if (token === '[') {
    const end = pattern.indexOf(']', p + 2);
    if (end > 0) return matchesClass(pattern.slice(p + 1, end), char) ? end - p + 1 : undefined;
  }
  return token === char ? 1 : undefined;
}

function matchesClass(body: string, char: string): boolean {
  const isNegated = body.startsWith('!') || body.startsWith('^');
  const set = isNegated ? body.slice(1) : body;
  let found = false;
  for (let i = 0; i < set.length; i += 1) {
    const from = set[i] ?? '';
    if (set[i + 1] === '-' && i + 2 < set.length) {
      found ||= char >= from && char <= (set[i + 2] ?? '');
      i += 2;
    } else {
      found ||= char === from;
    }
  }
  return found !== isNegated;
}
