import { describe, expect, it } from 'vitest';

import { parseIgnoreRules } from './ignore-rules.ts';

describe('parseIgnoreRules', () => {
  it.each([
    ['*.tmp', 'a/b.tmp', false, true],
    ['*.tmp', 'a.txt', false, false],
    ['/a.txt', 'a.txt', false, true],
    ['/a.txt', 'sub/a.txt', false, false],
    ['sub/a.txt', 'sub/a.txt', false, true],
    ['dir/', 'dir', true, true],
    ['dir/', 'dir', false, false],
    ['!Chart.yaml', 'values.yaml', false, true],
    ['!Chart.yaml', 'Chart.yaml', false, false],
    ['[ab].txt', 'b.txt', false, true],
    ['a?.txt', 'ab.txt', false, true],
    ['# *.txt', 'a.txt', false, false],
    ['', 'templates/.hidden', false, true],
    ['', 'templates/shown', false, false],
  ])('%j on %s', (rule, path, isDirectory, ignored) => {
    expect(parseIgnoreRules(rule)(path, isDirectory)).toBe(ignored);
  });

  it.each(['**/x', '[a'])('refuses %j', (rule) => {
    expect(() => parseIgnoreRules(rule)).toThrow(
      expect.objectContaining({ code: 'CHART_INVALID' }),
    );
  });
});
