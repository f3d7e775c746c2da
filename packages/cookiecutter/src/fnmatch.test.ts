import { describe, expect, it } from 'vitest';

import { fnmatch } from './fnmatch.ts';

describe('fnmatch', () => {
  it.each([
    ['a/b/c.txt', '*.txt', true],
    ['a/b/c.txt', 'a/*', true],
    ['a/b', 'a', false],
    ['ab', 'a?', true],
    ['a', 'a?', false],
    ['b', '[abc]', true],
    ['d', '[!abc]', true],
    ['b', '[!abc]', false],
    [']', '[]]', true],
    ['a.b', 'a.b', true],
    ['axb', 'a.b', false],
    ['[x', '[x', true],
    ['a\nb', 'a*b', true],
    ['{{x}}', '{{*}}', true],
  ])('%j against %j: %s', (text, pattern, matches) => {
    expect(fnmatch(text, pattern)).toBe(matches);
  });
});
