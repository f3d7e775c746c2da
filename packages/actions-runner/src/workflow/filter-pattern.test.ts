import { expect, test } from 'vitest';
import { ActionsError } from '../errors.ts';
import { compileFilterPattern, matchesFilters } from './filter-pattern.ts';

// The rows follow the cheat sheet of GitHub's "Workflow syntax" page.
test.each([
  ['feature/*', 'feature/my-branch', true],
  ['feature/*', 'feature/a/b', false],
  ['feature/**', 'feature/beta-a/my-branch', true],
  ['releases/mona-the-octocat', 'releases/mona-the-octocat', true],
  ['*', 'main', true],
  ['*', 'releases/v1', false],
  ['**', 'all/the/branches', true],
  ['*feature', 'mona-feature', true],
  ['v2*', 'v2.0', true],
  ['v[12].[0-9]+.[0-9]+', 'v1.10.1', true],
  ['v[12].[0-9]+.[0-9]+', 'v3.1.1', false],
  ['*.jsx?', 'page.js', true],
  ['*.jsx?', 'page.jsx', true],
  ['**.js', 'src/js/app.js', true],
  ['docs/**', 'docs/mona/hello.txt', true],
  ['docs/**/*.md', 'docs/README.md', true],
  ['**/docs/**', 'dir/docs/my-file.txt', true],
  ['**/docs/**', 'docs/a', true],
  ['**/*src/**', 'my-src/code/js/app.js', true],
  ['a.b', 'axb', false],
  ['v1\\*', 'v1*', true],
  ['(a)', '(a)', true],
])('%s matches %s: %s', (pattern, text, expected) => {
  expect(compileFilterPattern(pattern)(text)).toBe(expected);
});

test('the last pattern that matches decides', () => {
  const patterns = ['releases/**', '!releases/**-alpha', 'releases/keep-alpha'];
  expect(matchesFilters(patterns, 'releases/10')).toBe(true);
  expect(matchesFilters(patterns, 'releases/10-alpha')).toBe(false);
  expect(matchesFilters(patterns, 'releases/keep-alpha')).toBe(true);
  expect(matchesFilters(['!main'], 'dev')).toBe(false);
});

test('a hostile pattern is matched in linear time, a broken one refused', () => {
  const started = Date.now();
  expect(compileFilterPattern(`${'**a'.repeat(30)}b`)('a'.repeat(2000))).toBe(false);
  expect(Date.now() - started).toBeLessThan(2000);
  expect(() => compileFilterPattern('[a')).toThrow(ActionsError);
  expect(() => compileFilterPattern('[z-a]')).toThrow(ActionsError);
});
