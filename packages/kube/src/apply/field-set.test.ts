import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { FieldSet } from './field-set.ts';
import { keyElement, pathText } from './path-element.ts';

const element = fc.constantFrom('f:a', 'f:b', 'k:{"name":"x"}', 'v:1');
const set = fc
  .array(fc.array(element, { minLength: 1, maxLength: 3 }), { maxLength: 6 })
  .map((paths) => {
    const result = new FieldSet();
    for (const path of paths) result.insert(path);
    return result;
  });

test('the JSON form reads back as the same set', () => {
  fc.assert(
    fc.property(set, (fields) => {
      expect(FieldSet.fromFieldsV1(fields.toFieldsV1()).equals(fields)).toBe(true);
    }),
  );
});

test('the laws of sets', () => {
  fc.assert(
    fc.property(set, set, (a, b) => {
      expect(a.union(b).equals(b.union(a))).toBe(true);
      expect(a.difference(b).union(a.intersection(b)).equals(a)).toBe(true);
      expect(a.difference(b).intersection(b).isEmpty).toBe(true);
      expect(a.union(b).paths().length).toBe(a.paths().length + b.difference(a).paths().length);
    }),
  );
});

test('paths are shown as conflicts show them', () => {
  expect(pathText(['f:spec', 'k:{"name":"a"}', 'f:image'])).toBe('.spec[name="a"].image');
  expect(pathText(['f:finalizers', 'v:"x"'])).toBe('.finalizers[="x"]');
  expect(pathText(['k:{"containerPort":80,"protocol":"TCP"}'])).toBe(
    '[containerPort=80,protocol="TCP"]',
  );
});

test('an absent protocol is TCP, absent keys give no element', () => {
  const keys = ['containerPort', 'protocol'];
  expect(keyElement({ containerPort: 80 }, keys)).toBe('k:{"containerPort":80,"protocol":"TCP"}');
  expect(keyElement({ name: 'x' }, keys)).toBeUndefined();
  expect(keyElement('x', keys)).toBeUndefined();
});
