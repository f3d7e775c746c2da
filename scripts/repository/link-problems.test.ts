import { describe, expect, it } from 'vitest';
import { anchorsOf, linkProblems } from './link-problems.ts';

const files = new Map([
  ['README.md', '# Project\n\n## Five minutes\n'],
  ['docs/cli.md', '# The CLI\n\n## `fairway create`\n'],
  ['docs/images/portal.png', ''],
]);
const targets = {
  exists: (path: string) => files.has(path) || path === 'docs',
  markdown: (path: string) => files.get(path),
};

describe('linkProblems', () => {
  it.each([
    ['README.md', '[the CLI](docs/cli.md), ![](docs/images/portal.png) and [all](docs)'],
    ['README.md', '[above](#five-minutes) and [a command](docs/cli.md#fairway-create)'],
    ['docs/cli.md', '[back](../README.md#five-minutes "Home")'],
    ['README.md', '[out](https://example.com/x#y) and [mail](mailto:a@example.com)'],
    ['README.md', 'code: `[no](link.md)`\n\n```\n[no](link.md)\n```\n'],
  ])('follows the links of %s: %s', (file, text) => {
    const own = { ...targets, markdown: (path: string) => files.get(path) };
    expect(linkProblems(file, text, own)).toEqual([]);
  });

  it.each([
    [
      'README.md',
      '[x](docs/missing.md)',
      'README.md: there is no docs/missing.md (docs/missing.md)',
    ],
    ['docs/cli.md', '[x](README.md)', 'docs/cli.md: there is no docs/README.md (README.md)'],
    [
      'README.md',
      '[x](../other/file.md)',
      'README.md: there is no ../other/file.md (../other/file.md)',
    ],
    ['README.md', '[x](docs/cli.md#nothing)', 'README.md: docs/cli.md has no heading #nothing'],
    ['README.md', '[x](#nothing)', 'README.md: README.md has no heading #nothing'],
  ])('tells the broken link of %s: %s', (file, text, problem) => {
    expect(linkProblems(file, text, targets)).toEqual([problem]);
  });
});

describe('anchorsOf', () => {
  it('makes anchors as GitHub does', () => {
    const text =
      '# A task → its place\n## `code` and more\n### not-found\n```\n# no heading\n```\n';
    expect([...anchorsOf(text)]).toEqual(['a-task--its-place', 'code-and-more', 'not-found']);
  });
});
