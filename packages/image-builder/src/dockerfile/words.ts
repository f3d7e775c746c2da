/**
 * Splits a text at white space outside quotes; quotes and escapes stay in the words, for
 * {@link expandWord} to take out.
 */
export function splitWords(text: string, escape: string): string[] {
  const words: string[] = [];
  let word = '';
  let quote = '';
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index] ?? '';
    if (character === escape && quote !== "'" && index + 1 < text.length) {
      index += 1;
      word += character + (text[index] ?? '');
    } else if (quote === '' && /\s/.test(character)) {
      if (word !== '') words.push(word);
      word = '';
    } else {
      if (character === quote) quote = '';
      else if (quote === '' && (character === '"' || character === "'")) quote = character;
      word += character;
    }
  }
  if (word !== '') words.push(word);
  return words;
}

/** Looks a variable up; undefined when it is not set. */
export type Lookup = (name: string) => string | undefined;

/** A word that cannot be expanded; the message says why. */
export class WordError extends Error {
  override readonly name = 'WordError';
}

/**
 * Takes quotes and escapes out of a word and replaces its variables, as Docker's shell lexer does:
 * `$name`, `${name}`, `${name:-word}`, `${name-word}`, `${name:+word}`, `${name+word}`,
 * `${name:?text}`; nothing is replaced inside single quotes.
 * @throws WordError
 */
export function expandWord(word: string, lookup: Lookup, escape: string): string {
  const cursor: Cursor = { text: word, position: 0 };
  return expand(cursor, lookup, escape, '');
}

interface Cursor {
  readonly text: string;
  position: number;
}

function expand(cursor: Cursor, lookup: Lookup, escape: string, until: string): string {
  let result = '';
  let quoted = false;
  while (cursor.position < cursor.text.length) {
    const character = cursor.text[cursor.position] ?? '';
    if (character === until && !quoted) return result;
    cursor.position += 1;
    if (character === escape) {
      result += escaped(cursor, quoted, escape);
    } else if (character === "'" && !quoted) {
      result += singleQuoted(cursor);
    } else if (character === '"') {
      quoted = !quoted;
    } else if (character === '$') {
      result += variable(cursor, lookup, escape);
    } else {
      result += character;
    }
  }
  if (quoted) throw new WordError('a double quote is not closed');
  if (until !== '') throw new WordError('"${" is not closed by "}"');
  return result;
}

/** In double quotes an escape counts before `"`, `$` and itself only. */
function escaped(cursor: Cursor, quoted: boolean, escape: string): string {
  const next = cursor.text[cursor.position];
  if (next === undefined) return escape;
  if (quoted && next !== '"' && next !== '$' && next !== escape) return escape;
  cursor.position += 1;
  return next;
}

function singleQuoted(cursor: Cursor): string {
  const end = cursor.text.indexOf("'", cursor.position);
  if (end < 0) throw new WordError('a single quote is not closed');
  const inside = cursor.text.slice(cursor.position, end);
  cursor.position = end + 1;
  return inside;
}

const NAME = /[A-Za-z_][A-Za-z0-9_]*|[0-9]/y;

function variable(cursor: Cursor, lookup: Lookup, escape: string): string {
  const braced = cursor.text[cursor.position] === '{';
  if (braced) cursor.position += 1;
  NAME.lastIndex = cursor.position;
  const name = NAME.exec(cursor.text)?.[0];
  if (name === undefined) {
    if (braced) throw new WordError('"${" is not followed by a variable name');
    return '$';
  }
  cursor.position += name.length;
  if (!braced) return lookup(name) ?? '';
  const operator = /^(?::?[-+?]|\})/.exec(cursor.text.slice(cursor.position))?.[0];
  if (operator === undefined)
    throw new WordError(`the substitution in "\${${name}…}" is not supported`);
  cursor.position += operator.length;
  if (operator === '}') return lookup(name) ?? '';
  const argument = expand(cursor, lookup, escape, '}');
  cursor.position += 1;
  return substitute(name, lookup(name), operator, argument);
}

function substitute(
  name: string,
  value: string | undefined,
  operator: string,
  argument: string,
): string {
  const present = value !== undefined && !(operator.startsWith(':') && value === '');
  if (operator.endsWith('-')) return present ? value : argument;
  if (operator.endsWith('+')) return present ? argument : '';
  if (present) return value;
  throw new WordError(`the variable ${name} is not set${argument === '' ? '' : `: ${argument}`}`);
}
