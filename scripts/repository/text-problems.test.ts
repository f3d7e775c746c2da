import { describe, expect, it } from 'vitest';
import { literalRule, textProblems, textRules } from './text-problems.ts';

// Put together, so that this file itself says nothing of the kind.
const path = (...parts: string[]): string => ['', ...parts].join('/');

describe('textProblems', () => {
  it.each([
    `cd ${path('home', 'alex', 'fairway')}`,
    `read ${path('Users', 'alex')}`,
    `"${path('work', 'fairway')}"`,
    ['alex', 'company.org'].join('@'),
  ])('finds %s', (line) => {
    expect(textProblems('a.md', `fine\n${line}\n`, textRules)).toEqual([
      expect.stringMatching(/^a\.md:2: /),
    ]);
  });

  it.each([
    '/home/runner/work/cart/cart and /home/node and /home/x',
    'https://example.com/home/page and ./work/x',
    'alex@example.com, bot@mail.example.org, yaml@2.9.1, @fairway/kube',
  ])('lets %s be', (line) => {
    expect(textProblems('a.md', line, textRules)).toEqual([]);
  });

  it('takes a text of this machine literally', () => {
    const rules = [literalRule('the host', 'npm.a.b')];
    expect(textProblems('x', 'see npm.a.b/c', rules)).toEqual(['x:1: the host: npm.a.b']);
    expect(textProblems('x', 'see npm.axb/c', rules)).toEqual([]);
  });
});
