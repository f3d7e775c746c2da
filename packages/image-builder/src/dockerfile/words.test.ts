import { describe, expect, it } from 'vitest';

import { expandWord, splitWords } from './words.ts';

const variables: Readonly<Record<string, string>> = { A: 'one', B: 'two words', EMPTY: '' };
const expand = (word: string): string => expandWord(word, (name) => variables[name], '\\');

describe('expandWord', () => {
  it.each([
    ['plain', 'plain'],
    ['$A', 'one'],
    ['${A}x', 'onex'],
    ['$Ax', ''],
    ['$B', 'two words'],
    ['$NONE', ''],
    ['a$', 'a$'],
    ['$.', '$.'],
    [String.raw`\$A`, '$A'],
    ["'$A'", '$A'],
    ['"$A $B"', 'one two words'],
    [String.raw`"\$A \" \n"`, String.raw`$A " \n`],
    [String.raw`a\ b`, 'a b'],
    ['${A:-d}', 'one'],
    ['${EMPTY:-d}', 'd'],
    ['${EMPTY-d}', ''],
    ['${NONE-d}', 'd'],
    ['${NONE:-$A/${NONE:-deep}}', 'one/deep'],
    ['${NONE:-"}"}', '}'],
    ['${A:+yes}', 'yes'],
    ['${EMPTY:+yes}', ''],
    ['${EMPTY+yes}', 'yes'],
    ['${NONE:+yes}', ''],
    ['${A:?must}', 'one'],
    ['${NONE:-}', ''],
    ["it''s", 'its'],
  ])('expands %s', (word, expected) => {
    expect(expand(word)).toBe(expected);
  });

  it.each([
    ['${A', 'not supported'],
    ['${NONE:-x', 'not closed'],
    ["'open", 'single quote'],
    ['"open', 'double quote'],
    ['${}', 'variable name'],
    ['${A#o}', 'not supported'],
    ['${NONE:?must be set}', 'must be set'],
  ])('refuses %s', (word, message) => {
    expect(() => expand(word)).toThrow(message);
  });

  it('knows another escape character', () => {
    expect(expandWord('`$A C:\\x', () => 'no', '`')).toBe('$A C:\\x');
  });
});

it.each([
  ['a b  c', ['a', 'b', 'c']],
  ['A="x y" B=\'z w\'', ['A="x y"', "B='z w'"]],
  [String.raw`a\ b c`, [String.raw`a\ b`, 'c']],
  [String.raw`"a \" b" c`, [String.raw`"a \" b"`, 'c']],
  ['', []],
])('splitWords splits %j', (text, words) => {
  expect(splitWords(text, '\\')).toEqual(words);
});
