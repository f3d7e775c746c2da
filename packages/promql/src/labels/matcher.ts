import { RE2JS } from 're2js';
import { PromqlError } from '../errors.ts';
import type { Labels } from './labels.ts';

/** How a matcher compares. */
export type MatchOperator = '=' | '!=' | '=~' | '!~';

/** A condition on one label; an absent label counts as empty. */
export interface Matcher {
  readonly name: string;
  readonly operator: MatchOperator;
  readonly value: string;
}

/** Compiled matchers: whether a series has what they ask for. */
type LabelTest = (labels: Labels) => boolean;

/** Compiles matchers. Throws PromqlError `parse` for a regular expression that RE2 refuses. */
export function compileMatchers(matchers: readonly Matcher[]): LabelTest {
  const tests = matchers.map(compileMatcher);
  return (labels) => tests.every((test) => test(labels));
}

/** Compiles one matcher. Regular expressions are RE2 and match the whole value. */
export function compileMatcher(matcher: Matcher): LabelTest {
  const { name, operator, value } = matcher;
  const read = (labels: Labels): string =>
    Object.hasOwn(labels, name) ? (labels[name] ?? '') : '';
  if (operator === '=') return (labels) => read(labels) === value;
  if (operator === '!=') return (labels) => read(labels) !== value;
  const matches = compileRegex(value);
  return operator === '=~'
    ? (labels) => matches.matches(read(labels))
    : (labels) => !matches.matches(read(labels));
}

/** An anchored RE2. Throws PromqlError `parse`. */
export function compileRegex(source: string): RE2JS {
  try {
    return RE2JS.compile(`^(?s:${source})$`);
  } catch (cause) {
    throw new PromqlError('parse', `"${source}" is not a valid RE2 regular expression.`, cause);
  }
}
