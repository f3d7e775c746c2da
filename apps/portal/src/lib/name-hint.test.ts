import { expect, test } from 'vitest';
import { nameHint } from './name-hint.ts';

const free = {
  name: 'shop',
  checked: 'shop',
  available: true,
  reason: null,
  refused: undefined,
  failed: false,
};

test.each([
  ['an empty field', { name: '' }, 'Lower-case letters, digits and hyphens.', false],
  ['a name still being checked', { name: 'shops' }, 'Checking…', false],
  ['a free name', {}, 'shop is free.', false],
  ['a taken name', { available: false, reason: 'Taken.' }, 'Taken.', true],
  ['a refusal without a reason', { available: false }, 'This name cannot be used.', true],
  ['what Create refused', { refused: 'Taken meanwhile.' }, 'Taken meanwhile.', true],
  ['no answer', { failed: true }, 'Could not be checked now; Create checks it again.', false],
])('%s', (_case, change, text, error) => {
  expect(nameHint({ ...free, ...change })).toMatchObject({ text, error });
});

test('only a checked name is called free', () => {
  expect(nameHint(free).free).toBe(true);
  expect(nameHint({ ...free, name: 'shop2' }).free).toBe(false);
});
