import { describe, expect, it } from 'vitest';
import { readPages } from './read-pages.ts';

const pages = new Map([
  [undefined, { items: [1, 2], nextCursor: 'b' }],
  ['b', { items: [3, 4], nextCursor: 'c' }],
  ['c', { items: [5], nextCursor: null }],
]);

describe('readPages', () => {
  it.each([
    [undefined, [1, 2, 3, 4, 5], 3],
    [3, [1, 2, 3], 2],
    [1, [1], 1],
  ])('with the limit %s', async (limit, items, reads) => {
    let count = 0;
    const read = async (cursor: string | undefined) => {
      count += 1;
      return pages.get(cursor) ?? { items: [], nextCursor: null };
    };
    expect(await readPages(read, limit)).toEqual(items);
    expect(count).toBe(reads);
  });
});
