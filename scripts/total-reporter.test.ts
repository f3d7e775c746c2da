import { describe, expect, it } from 'vitest';
import { countTests, totalLines } from './total-reporter.ts';

function file(state: string, ...tests: string[]) {
  return {
    state: () => state,
    children: { allTests: () => tests.map((test) => ({ result: () => ({ state: test }) })) },
  };
}

describe('countTests', () => {
  it.each([
    ['nothing', [], 0, { passed: 0, failed: 0, skipped: 0 }],
    ['passed tests', [file('passed', 'passed', 'passed')], 0, { passed: 2, failed: 0, skipped: 0 }],
    [
      'failed and skipped tests',
      [file('failed', 'passed', 'failed', 'skipped'), file('skipped', 'skipped')],
      0,
      { passed: 1, failed: 1, skipped: 2 },
    ],
    ['a file that does not load', [file('failed')], 0, { passed: 0, failed: 1, skipped: 0 }],
    [
      'a file whose set-up throws',
      [file('failed', 'skipped')],
      0,
      { passed: 0, failed: 1, skipped: 1 },
    ],
    [
      'an error outside of tests',
      [file('passed', 'passed')],
      1,
      { passed: 1, failed: 1, skipped: 0 },
    ],
  ])('counts %s', (_name, files, outside, total) => {
    expect(countTests(files, outside)).toEqual(total);
  });
});

describe('totalLines', () => {
  it('ends with the total alone on a line', () => {
    expect(totalLines({ passed: 3, failed: 1, skipped: 0 })).toBe('3 passed, 1 failed\n');
    expect(totalLines({ passed: 3, failed: 0, skipped: 2 })).toBe(
      '2 skipped\n3 passed, 0 failed\n',
    );
  });
});
