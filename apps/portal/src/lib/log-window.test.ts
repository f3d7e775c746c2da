import { expect, test } from 'vitest';
import { isAtEnd, matchingLines, rowWindow } from './log-window.ts';

test.each([
  ['the beginning', { scrollTop: 0, height: 100 }, 1_000, { start: 0, end: 25 }],
  ['the middle', { scrollTop: 4_000, height: 100 }, 1_000, { start: 180, end: 225 }],
  ['the end', { scrollTop: 19_900, height: 100 }, 1_000, { start: 975, end: 1_000 }],
  ['nothing', { scrollTop: 0, height: 100 }, 0, { start: 0, end: 0 }],
  ['a list that shrank', { scrollTop: 9_000, height: 100 }, 10, { start: 10, end: 10 }],
])('rows drawn at %s', (_where, view, rows, expected) => {
  expect(rowWindow(view, rows, 20)).toEqual(expected);
});

test('the end is the end within a few pixels', () => {
  expect(isAtEnd({ scrollTop: 895, clientHeight: 100, scrollHeight: 1_000 })).toBe(true);
  expect(isAtEnd({ scrollTop: 800, clientHeight: 100, scrollHeight: 1_000 })).toBe(false);
  expect(isAtEnd({ scrollTop: 0, clientHeight: 100, scrollHeight: 40 })).toBe(true);
});

test('matching lines, blind to case; a blank query matches nothing', () => {
  const lines = [{ text: 'Error: x' }, { text: 'fine' }, { text: 'an ERROR' }];
  expect(matchingLines(lines, 'error')).toEqual([0, 2]);
  expect(matchingLines(lines, '  ')).toEqual([]);
});
