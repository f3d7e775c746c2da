import { expect, it } from 'vitest';
import { listDifferences } from './list-differences.ts';

it('tells what each list lacks', () => {
  const first = { name: 'the manual', items: ['a', 'b'] };
  expect(listDifferences(first, { name: 'the code', items: ['b', 'a'] })).toEqual([]);
  expect(listDifferences(first, { name: 'the code', items: ['b', 'c'] })).toEqual([
    'the manual lacks c',
    'the code lacks a',
  ]);
});
