import { describe, expect, it } from 'vitest';

import { parseDockerignore } from './dockerignore.ts';
import { pathPattern } from './path-pattern.ts';

const ignore = parseDockerignore(`
# a comment
.git
node_modules
*.md
!README.md
**/*.log
/dist/
docs/**
!docs/keep/**
tmp?/[a-c]*
\\#odd
`);

describe('.dockerignore', () => {
  it.each([
    ['.git', true],
    ['.git/config', true],
    ['.github/x', false],
    ['node_modules/a/b', true],
    ['sub/node_modules', false],
    ['x.md', true],
    ['README.md', false],
    ['sub/x.md', false],
    ['a.log', true],
    ['deep/er/a.log', true],
    ['dist/a', true],
    ['distance', false],
    ['docs/a', true],
    ['docs/keep/a', false],
    ['tmp1/bee', true],
    ['tmp1/dee', false],
    ['tmp/bee', false],
    ['src/main.ts', false],
  ])('%s: %s', (path, excluded) => {
    expect(ignore.excludes(path)).toBe(excluded);
  });

  it('leaves all out but what is let in', () => {
    const strict = parseDockerignore('*\n!src\n!package.json');
    expect(
      ['src', 'src/a/b', 'package.json', 'other', 'a/src'].map((path) => strict.excludes(path)),
    ).toEqual([false, false, false, true, true]);
    expect([strict.hasExceptions, parseDockerignore('*').hasExceptions]).toEqual([true, false]);
  });
});

it.each([
  ['*.json', 'package.json', true],
  ['*.json', 'a/package.json', false],
  ['package*.json', 'package-lock.json', true],
  ['a?c', 'a/c', false],
  ['[^a]x', 'bx', true],
  ['[^a]x', '/x', false],
  ['a.c', 'abc', false],
  ['(a|b)', 'a', false],
  ['**/x', 'x', true],
  ['a/**', 'a/b/c', true],
  ['[open', '[open', true],
  ['\\*', '*', true],
  ['\\*', 'a', false],
])('the pattern %s matches %s: %s', (pattern, path, matches) => {
  expect(pathPattern(pattern).test(path)).toBe(matches);
});
