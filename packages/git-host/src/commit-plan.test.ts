import { describe, expect, it } from 'vitest';

import { checkChanges, identPart, indexInfo } from './commit-plan.ts';

describe('checkChanges', () => {
  it('takes files side by side and refuses what cannot be', () => {
    const file = (path: string): { path: string; content: string } => ({ path, content: '' });
    expect(() => checkChanges([file('a/b'), file('a.b'), file('a/c/d')])).not.toThrow();
    expect(() => checkChanges([file('a'), file('a')])).toThrow('changed twice');
    expect(() => checkChanges([file('a/b/c'), file('a')])).toThrow(
      '"a" would be a file and a directory',
    );
    expect(() => checkChanges([{ path: 'a', content: null }, file('a/b')])).not.toThrow();
    expect(() => checkChanges([file('../a')])).toThrow('".." segment');
  });
});

describe('indexInfo', () => {
  it('deletes first, and gives each blob to its file', () => {
    const changes = [
      { path: 'new', content: 'x' },
      { path: 'gone', content: null },
      { path: 'run', content: 'y', executable: true },
    ];
    const [one, two] = ['1'.repeat(40), '2'.repeat(40)];
    expect(indexInfo(changes, [one, two]).split('\0')).toEqual([
      `0 ${'0'.repeat(40)}\tgone`,
      `100644 ${one}\tnew`,
      `100755 ${two}\trun`,
      '',
    ]);
    expect(indexInfo([{ path: 'x', content: null }], [])).toBe(`0 ${'0'.repeat(40)}\tx\0`);
  });
});

describe('identPart', () => {
  it.each([
    ['Maria', 'Maria'],
    ['A <b>\nc', 'A b c'],
    ['', 'unknown'],
    ['<>\u0000', 'unknown'],
  ])('%j → %j', (given, expected) => {
    expect(identPart(given)).toBe(expected);
  });
});
