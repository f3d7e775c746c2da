import { expect, test } from 'vitest';
import { parseAnsi, plainText } from './ansi.ts';

const esc = '\u001B';

test('a plain line is one span; an empty one none', () => {
  expect(parseAnsi('npm ci')).toEqual([{ text: 'npm ci' }]);
  expect(parseAnsi('')).toEqual([]);
});

test('colours, bold and reset', () => {
  expect(parseAnsi(`${esc}[32mok${esc}[0m then ${esc}[1;91mbad${esc}[22m!${esc}[39m.`)).toEqual([
    { text: 'ok', colour: 'green' },
    { text: ' then ' },
    { text: 'bad', colour: 'red', bold: true },
    { text: '!', colour: 'red' },
    { text: '.' },
  ]);
});

test('colours of 256 and of 24 bits are passed over with their parameters', () => {
  expect(parseAnsi(`${esc}[38;5;31mteal${esc}[38;2;30;31;32m grey`)).toEqual([
    { text: 'teal' },
    { text: ' grey' },
  ]);
});

test('sequences that move a cursor, titles and other controls vanish', () => {
  expect(plainText(`${esc}[2K${esc}[1Gdone${esc}]0;title\u0007\u0000${esc}`)).toBe('done');
  expect(plainText('a\tb')).toBe('a\tb');
});

test('markup stays text', () => {
  expect(parseAnsi('<b>&amp;')).toEqual([{ text: '<b>&amp;' }]);
});
