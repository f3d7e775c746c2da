import { expect, test } from 'vitest';
import { isSameRepo, refAffects } from './repo-url.ts';

test.each([
  ['https://example.com/a/b', 'https://example.com/a/b.git', true],
  ['https://example.com/a/b', 'http://EXAMPLE.com/a/b/', true],
  ['https://example.com/a/b', 'git@example.com:a/b.git', true],
  ['ssh://git@example.com:22/a/b', 'git@example.com:a/b', true],
  ['https://user@example.com/a/b', 'https://example.com:443/a/b', true],
  ['https://example.com/a/b', 'https://example.com/a/B', false],
  ['https://example.com/a/b', 'https://example.org/a/b', false],
  ['http://fairway.internal/git/a/b', 'http://localhost:8080/git/a/b', true],
])('%s and %s: %s', (a, b, expected) => {
  expect(isSameRepo(a, b, [['fairway.internal', 'localhost:8080']])).toBe(expected);
});

test.each([
  ['refs/heads/main', 'main', true],
  ['refs/heads/main', 'refs/heads/main', true],
  ['refs/heads/main', 'HEAD', true],
  ['refs/heads/main', undefined, true],
  ['refs/heads/dev', 'main', false],
  ['refs/tags/v1.2.0', 'v1.2.0', true],
  ['refs/tags/v1.2.0', '^1.0.0', true],
  ['refs/heads/dev', '^1.0.0', false],
  ['refs/heads/main', 'a'.repeat(40), false],
])('a push to %s affects %s: %s', (ref, target, expected) => {
  expect(refAffects(ref, target)).toBe(expected);
});
