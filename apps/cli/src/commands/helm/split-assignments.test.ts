import { describe, expect, it } from 'vitest';
import { splitAssignments } from './split-assignments.ts';

describe('splitAssignments', () => {
  it.each([
    ['a=1', [{ name: 'a', value: '1' }]],
    [
      'a=1,b.c=x',
      [
        { name: 'a', value: '1' },
        { name: 'b.c', value: 'x' },
      ],
    ],
    [
      'a={x,y},b=',
      [
        { name: 'a', value: '{x,y}' },
        { name: 'b', value: '' },
      ],
    ],
    [String.raw`a=x\,y`, [{ name: 'a', value: 'x,y' }]],
    [String.raw`a\.b=c`, [{ name: String.raw`a\.b`, value: 'c' }]],
    ['a=b=c', [{ name: 'a', value: 'b=c' }]],
  ])('%s', (text, assignments) => {
    expect(splitAssignments(text)).toEqual(assignments);
  });

  it.each(['a', '=1', 'a=1,b'])('refuses %s', (text) => {
    expect(() => splitAssignments(text)).toThrow('is not NAME=VALUE');
  });
});
