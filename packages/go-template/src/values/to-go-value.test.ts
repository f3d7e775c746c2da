import { describe, expect, it } from 'vitest';

import { GoInt, goInt64 } from './go-int.ts';
import { fromGoValue, toGoMap, toGoValue } from './to-go-value.ts';

describe('toGoValue', () => {
  it('keeps floats, integers and absent things apart', () => {
    expect(toGoValue({ a: 1, b: 2n, c: null, d: undefined, e: [undefined, 'x'] })).toEqual(
      new Map<string, unknown>([
        ['a', 1],
        ['b', goInt64(2)],
        ['c', null],
        ['e', [null, 'x']],
      ]),
    );
  });

  it('wraps integers beyond 64 bits as Go does', () => {
    expect(toGoValue(2n ** 63n)).toEqual(new GoInt('int64', -(2n ** 63n)));
  });

  it('is undone by fromGoValue', () => {
    const data = { a: [1, { b: 'c' }], n: null, t: true };
    expect(fromGoValue(toGoMap(data))).toEqual(data);
    expect(fromGoValue(goInt64(2n ** 60n))).toBe(2n ** 60n);
  });
});
