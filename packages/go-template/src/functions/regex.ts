import { RE2JS, RE2JSException } from 're2js';

import { GoError } from '../errors.ts';
import { fn, type FunctionTable, type GoFunction } from '../values/go-function.ts';
import { typedList } from '../values/go-types.ts';
import { integer, text } from './convert.ts';

interface Match {
  readonly start: number;
  readonly end: number;
  group(name: number | string): string;
}

const CACHE_SIZE = 256;
const cache = new Map<string, RE2JS>();

/** Compiles RE2 syntax, which always matches in linear time. */
function compile(pattern: string): RE2JS {
  const known = cache.get(pattern);
  if (known !== undefined) return known;
  try {
    const regex = RE2JS.compile(pattern);
    if (cache.size >= CACHE_SIZE) cache.clear();
    cache.set(pattern, regex);
    return regex;
  } catch (error) {
    if (error instanceof RE2JSException) throw new GoError(error.message, { cause: error });
    throw error;
  }
}

/** All matches as Go finds them: an empty match right after another match does not count. */
function* matches(pattern: string, value: string): Iterable<Match> {
  const regex = compile(pattern);
  const matcher = regex.matcher(value);
  const names = regex.namedGroups();
  let last = -1;
  while (matcher.find()) {
    const start = matcher.start();
    const end = matcher.end();
    if (start === end && start === last) continue;
    last = end;
    const group = (name: number | string): string => {
      const index = typeof name === 'number' ? name : (names[name] ?? -1);
      return index >= 0 && index <= regex.groupCount() ? (matcher.group(index) ?? '') : '';
    };
    yield { start, end, group };
  }
}

/** regexp.Expand: `$1`, `$name`, `${name}` and `$$`. `$1W` names the group "1W". */
function expand(template: string, match: Match): string {
  return template.replaceAll(
    /\$(?:\$|\{([\p{L}\p{Nd}_]+)\}|([\p{L}\p{Nd}_]+))/gu,
    (whole: string, braced?: string, bare?: string) => {
      if (whole === '$$') return '$';
      const name = braced ?? bare ?? '';
      return match.group(/^[0-9]+$/.test(name) ? Number(name) : name);
    },
  );
}

function replace(pattern: string, value: string, by: (match: Match) => string): string {
  let out = '';
  let at = 0;
  for (const match of matches(pattern, value)) {
    out += value.slice(at, match.start) + by(match);
    at = match.end;
  }
  return out + value.slice(at);
}

function findAll(pattern: string, value: string, limit: number): string[] {
  const found: string[] = [];
  for (const match of matches(pattern, value)) {
    if (limit >= 0 && found.length >= limit) break;
    found.push(value.slice(match.start, match.end));
  }
  return typedList('string', found);
}

/** regexp.Split. */
function split(pattern: string, value: string, limit: number): string[] {
  if (limit === 0) return typedList('string', []);
  if (pattern !== '' && value === '') return typedList('string', ['']);
  const parts: string[] = [];
  let from = 0;
  let last = 0;
  for (const match of matches(pattern, value)) {
    if (limit > 0 && parts.length === limit - 1) break;
    last = match.start;
    if (match.end !== 0) parts.push(value.slice(from, last));
    from = match.end;
  }
  if (last !== value.length || from !== last) parts.push(value.slice(from));
  return typedList('string', parts);
}

function first(pattern: string, value: string): string {
  for (const match of matches(pattern, value)) return value.slice(match.start, match.end);
  return '';
}

function isMatch(pattern: string, value: string): boolean {
  return compile(pattern).matcher(value).find();
}

/** The forms without must… panic in Go, which a template reports with this prefix. */
function panicking(implementation: GoFunction): GoFunction {
  return {
    ...implementation,
    call: (args, context) => {
      try {
        return implementation.call(args, context);
      } catch (error) {
        if (!(error instanceof GoError)) throw error;
        const pattern = text(args[0]);
        const quoted = pattern.includes('`') ? JSON.stringify(pattern) : `\`${pattern}\``;
        throw new GoError(`regexp: Compile(${quoted}): ${error.message}`, { cause: error });
      }
    },
  };
}

function withMust(name: string, implementation: GoFunction): FunctionTable {
  const must = `must${name.slice(0, 1).toUpperCase()}${name.slice(1)}`;
  return { [name]: panicking(implementation), [must]: implementation };
}

/** sprig's functions on regular expressions. */
export const REGEX_FUNCTIONS: FunctionTable = {
  regexMatch: fn(['string', 'string'], ([pattern, value]) => {
    try {
      return isMatch(text(pattern), text(value));
    } catch (error) {
      if (error instanceof GoError) return false;
      throw error;
    }
  }),
  mustRegexMatch: fn(['string', 'string'], ([pattern, value]) =>
    isMatch(text(pattern), text(value)),
  ),
  ...withMust(
    'regexFind',
    fn(['string', 'string'], ([pattern, value]) => first(text(pattern), text(value))),
  ),
  ...withMust(
    'regexFindAll',
    fn(['string', 'string', 'int'], ([pattern, value, limit]) =>
      findAll(text(pattern), text(value), integer(limit)),
    ),
  ),
  ...withMust(
    'regexReplaceAll',
    fn(['string', 'string', 'string'], ([pattern, value, by]) =>
      replace(text(pattern), text(value), (match) => expand(text(by), match)),
    ),
  ),
  ...withMust(
    'regexReplaceAllLiteral',
    fn(['string', 'string', 'string'], ([pattern, value, by]) =>
      replace(text(pattern), text(value), () => text(by)),
    ),
  ),
  ...withMust(
    'regexSplit',
    fn(['string', 'string', 'int'], ([pattern, value, limit]) =>
      split(text(pattern), text(value), integer(limit)),
    ),
  ),
  regexQuoteMeta: fn(['string'], ([value]) =>
    text(value).replaceAll(/[\\.+*?()|[\]{}^$]/g, '\\$&'),
  ),
};
