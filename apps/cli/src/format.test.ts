import { describe, expect, it } from 'vitest';
import { formatDuration, formatTable, formatTime } from './format.ts';

describe('formatDuration', () => {
  it.each([
    [0, '0 ms'],
    [850, '850 ms'],
    [999.4, '999 ms'],
    [999.9, '1.0 s'],
    [12_340, '12.3 s'],
    [59_949, '59.9 s'],
    [59_960, '1 m 0 s'],
    [72_000, '1 m 12 s'],
    [3_600_000, '60 m 0 s'],
  ])('%d is %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });
});

describe('formatTable', () => {
  it('makes columns as wide as their longest cell', () => {
    expect(
      formatTable(
        ['NAME', 'TEAM'],
        [
          ['shop', 'web'],
          ['a-longer-name', ''],
        ],
      ),
    ).toBe('NAME           TEAM\nshop           web\na-longer-name');
  });

  it('lets no cell break its row or steer the terminal', () => {
    expect(formatTable(['A', 'B'], [['one\ntwo', '\u001B[31mred']])).toBe(
      'A        B\none two   [31mred',
    );
  });

  it('has a header without rows', () => {
    expect(formatTable(['A', 'B'], [])).toBe('A  B');
  });
});

describe('formatTime', () => {
  it('is to the second, and a dash when there is none', () => {
    expect(formatTime('2026-01-31T12:00:05.123Z')).toBe('2026-01-31 12:00:05');
    expect(formatTime(null)).toBe('-');
  });
});
