const UNITS_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
  y: 31_536_000_000,
};

/** A number or a duration (which counts in seconds); undefined for text that is neither. */
export function parseNumber(text: string): number | undefined {
  const sign = text.startsWith('-') ? -1 : 1;
  const digits = text.replace(/^[+-]\s*/, '').toLowerCase();
  if (digits === 'inf') return sign * Infinity;
  if (digits === 'nan') return NaN;
  if (/^0x[0-9a-f]+$/.test(digits)) return sign * Number(digits);
  if (/^[\d_]*\.?[\d_]*(e[+-]?[\d_]+)?$/.test(digits) && /\d/.test(digits)) {
    return sign * Number(digits.replaceAll('_', ''));
  }
  const ms = parseDurationMs(digits);
  return ms === undefined ? undefined : (sign * ms) / 1000;
}

function parseDurationMs(text: string): number | undefined {
  let total = 0;
  let rest = text;
  while (rest !== '') {
    const match = /^(\d+)(ms|s|m|h|d|w|y)/.exec(rest);
    const unit = UNITS_MS[match?.[2] ?? ''];
    if (match === null || unit === undefined) return undefined;
    total += Number(match[1]) * unit;
    rest = rest.slice(match[0].length);
  }
  return total;
}

const ESCAPES: Readonly<Record<string, string>> = {
  a: '\u0007',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  '"': '"',
  "'": "'",
};

/** The text of a quoted literal with Go's escapes; undefined when it is not closed or ill escaped. */
export function parseString(literal: string): string | undefined {
  const quote = literal.charAt(0);
  if (literal.length < 2 || !literal.endsWith(quote)) return undefined;
  const body = literal.slice(1, -1);
  if (quote === '`') return body;
  let bad = false;
  const pattern = /\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-7]{3}|[^])?/g;
  const value = body.replaceAll(pattern, (_, escaped: string | undefined) => {
    const code = /^[xuU]/.test(escaped ?? '') && (escaped?.length ?? 0) > 1;
    if (code)
      return String.fromCodePoint(Math.min(parseInt(escaped?.slice(1) ?? '', 16), 0x10ffff));
    if (/^[0-7]{3}$/.test(escaped ?? '')) return String.fromCodePoint(parseInt(escaped ?? '', 8));
    const known = ESCAPES[escaped ?? ''];
    bad ||= known === undefined;
    return known ?? '';
  });
  return bad ? undefined : value;
}
