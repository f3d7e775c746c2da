import { expect, test } from 'vitest';
import { fuzzyFilter, fuzzyScore } from './fuzzy.ts';

test('letters must occur in their order', () => {
  expect(fuzzyScore('np', 'New project')).not.toBeNull();
  expect(fuzzyScore('pn', 'New project')).toBeNull();
  expect(fuzzyScore('', 'anything')).toBe(0);
});

test('whole words come before scattered letters, and short texts before long ones', () => {
  const items = ['Logs of shop', 'workshop', 'shop', 'Teams: hop'];
  expect(fuzzyFilter('shop', items, (item) => item)).toEqual([
    'shop',
    'Logs of shop',
    'workshop',
    'Teams: hop',
  ]);
});

test('upper case and blanks do not matter', () => {
  expect(fuzzyFilter('New P', ['new project'], (item) => item)).toEqual(['new project']);
});
