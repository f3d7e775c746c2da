import { expect, test } from 'vitest';
import { jsonClone, jsonEqual, ownField, setField, type JsonObject } from './json.ts';

test.each([
  [{ a: 1, b: [1, { c: null }] }, { b: [1, { c: null }], a: 1 }, true],
  [{ a: undefined }, {}, true],
  [{ a: 1 }, { a: '1' }, false],
  [[1, 2], [2, 1], false],
  [[], {}, false],
  [null, {}, false],
])('equality of %j and %j is %s', (a, b, expected) => {
  expect(jsonEqual(a, b)).toBe(expected);
});

test('a clone shares nothing and keeps hostile names as data', () => {
  const source = JSON.parse('{"a":{"b":[1]},"__proto__":{"x":1}}') as JsonObject;
  const copy = jsonClone(source);
  expect(jsonEqual(copy, source)).toBe(true);
  expect(copy['a']).not.toBe(source['a']);
  expect(Object.getPrototypeOf(copy)).toBe(Object.prototype);
  expect(Object.hasOwn(copy, '__proto__')).toBe(true);
});

test('inherited names are not fields', () => {
  const target: JsonObject = {};
  expect(ownField(target, 'constructor')).toBeUndefined();
  setField(target, '__proto__', 1);
  expect(ownField(target, '__proto__')).toBe(1);
});
