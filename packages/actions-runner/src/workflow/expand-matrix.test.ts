import { expect, test } from 'vitest';
import type { Json } from '../json.ts';
import { expandMatrix } from './expand-matrix.ts';

test.each<[string, Json, Json]>([
  [
    'product',
    { a: [1, 2], b: ['x'] },
    [
      { a: 1, b: 'x' },
      { a: 2, b: 'x' },
    ],
  ],
  [
    'exclude takes partial matches',
    { os: ['l', 'w'], v: [1, 2], exclude: [{ os: 'w' }, { os: 'l', v: 2 }] },
    [{ os: 'l', v: 1 }],
  ],
  ['only include', { include: [{ a: 1 }, { b: 2 }] }, [{ a: 1 }, { b: 2 }]],
  [
    // The worked example of GitHub's "Running variations of jobs in a workflow".
    'include extends what it does not contradict',
    {
      fruit: ['apple', 'pear'],
      animal: ['cat', 'dog'],
      include: [
        { color: 'green' },
        { color: 'pink', animal: 'cat' },
        { fruit: 'apple', shape: 'circle' },
        { fruit: 'banana' },
        { fruit: 'banana', animal: 'cat' },
      ],
    },
    [
      { fruit: 'apple', animal: 'cat', color: 'pink', shape: 'circle' },
      { fruit: 'apple', animal: 'dog', color: 'green', shape: 'circle' },
      { fruit: 'pear', animal: 'cat', color: 'pink' },
      { fruit: 'pear', animal: 'dog', color: 'green' },
      { fruit: 'banana' },
      { fruit: 'banana', animal: 'cat' },
    ],
  ],
  ['objects as values', { n: [{ v: 1 }], exclude: [{ n: { v: 2 } }] }, [{ n: { v: 1 } }]],
])('%s', (_, matrix, expected) => {
  expect(expandMatrix(matrix)).toEqual(expected);
});

test.each<[string, Json]>([
  ['no mapping', [1]],
  ['a scalar dimension', { a: 1 }],
  ['nothing left', { a: [1], exclude: [{ a: 1 }] }],
  ['too many', { a: Array.from({ length: 257 }, (_, i) => i) }],
  [
    'far too many',
    Object.fromEntries('abcdefghij'.split('').map((k) => [k, [1, 2, 3, 4, 5, 6, 7, 8, 9]])),
  ],
  ['include of scalars', { include: [1] }],
])('refuses %s', (_, matrix) => {
  expect(() => expandMatrix(matrix)).toThrow(expect.objectContaining({ code: 'workflow-invalid' }));
});
