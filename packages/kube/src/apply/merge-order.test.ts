import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { mergeOrder } from './merge-order.ts';

test.each([
  ['abc', '', 'abc'],
  ['', 'abc', 'abc'],
  ['abc', 'abc', 'abc'],
  ['abc', 'cba', 'cba'],
  ['abc', 'd', 'abcd'],
  ['abc', 'b', 'abc'],
  ['ab', 'cb', 'acb'],
  ['abc', 'ca', 'bca'],
])('%s with %s is %s', (live, applied, expected) => {
  expect(mergeOrder(live.split(''), applied.split('')).join('')).toBe(expected);
});

test('every item once, and the applied order is kept', () => {
  const list = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'));
  fc.assert(
    fc.property(list, list, (live, applied) => {
      const merged = mergeOrder(live, applied);
      expect([...merged].sort()).toEqual([...new Set([...live, ...applied])].sort());
      expect(merged.filter((item) => (applied as string[]).includes(item))).toEqual(applied);
    }),
  );
});
