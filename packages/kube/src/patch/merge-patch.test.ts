import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { isObject, jsonEqual } from '../json.ts';
import { applyMergePatch } from './merge-patch.ts';

// The table of RFC 7386, appendix A.
test.each([
  [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
  [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
  [{ a: 'b' }, { a: null }, {}],
  [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
  [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
  [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
  [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
  [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
  [
    ['a', 'b'],
    ['c', 'd'],
    ['c', 'd'],
  ],
  [{ a: 'b' }, ['c'], ['c']],
  [{ a: 'foo' }, null, null],
  [{ a: 'foo' }, 'bar', 'bar'],
  [{ e: null }, { a: 1 }, { e: null, a: 1 }],
  [[1, 2], { a: 'b', c: null }, { a: 'b' }],
  [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
])('%j patched with %j is %j', (target, patch, expected) => {
  expect(applyMergePatch<unknown>(target, patch)).toEqual(expected);
});

test('a hostile field name stays data', () => {
  const result = applyMergePatch<Record<string, unknown>>({}, JSON.parse('{"__proto__":{"x":1}}'));
  expect(Object.getPrototypeOf(result)).toBe(Object.prototype);
  expect(Object.hasOwn(result, '__proto__')).toBe(true);
});

test('applying a patch twice is the same as once, and the target is untouched', () => {
  const json = fc.jsonValue({ maxDepth: 3 });
  fc.assert(
    fc.property(json, json, (target, patch) => {
      const before = JSON.stringify(target);
      const once = applyMergePatch<unknown>(target, patch);
      expect(jsonEqual(applyMergePatch(once, patch), once)).toBe(true);
      expect(JSON.stringify(target)).toBe(before);
      if (isObject(patch)) expect(isObject(once)).toBe(true);
    }),
  );
});
