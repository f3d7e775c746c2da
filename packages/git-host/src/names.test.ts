import { describe, expect, it } from 'vitest';

import { isRepositoryPath } from './repository-path.ts';
import { revisionCandidates } from './revision.ts';
import { assertTreePath } from './tree-path.ts';

describe('repository paths', () => {
  it.each(['a', 'team/project', 'a/b/c/d', 'x_1.y-z', 'a'.repeat(64)])('takes %j', (path) => {
    expect(isRepositoryPath(path)).toBe(true);
  });
  it.each(['', 'a b', 'a.', 'a-', 'x.lock', 'a..b', 'é', 'a\n', 'a'.repeat(65), 'team/x.git'])(
    'refuses %j',
    (path) => {
      expect(isRepositoryPath(path)).toBe(false);
    },
  );
});

describe('revisions', () => {
  it('asks for a branch first, then a tag, then a commit', () => {
    expect(revisionCandidates('cafe')).toEqual(['refs/heads/cafe', 'refs/tags/cafe', 'cafe']);
    expect(revisionCandidates('v1.2')).toEqual(['refs/heads/v1.2', 'refs/tags/v1.2']);
    expect(revisionCandidates('a'.repeat(40))).toEqual(['a'.repeat(40)]);
  });
});

describe('tree paths', () => {
  it.each(['a', '.github/workflows/ci.yml', '.gitignore', 'a/é', '-x', 'git~x'])(
    'takes %j',
    (path) => {
      expect(assertTreePath(path)).toBe(path);
    },
  );
  it.each([
    '.git',
    '.Git/x',
    'a/git~1',
    '.git ',
    '.git::$INDEX',
    '.g\u200cit',
    'a/./b',
    'a\tb',
    'a/',
  ])('refuses %j', (path) => {
    expect(() => assertTreePath(path)).toThrow(/The path/);
  });
});
