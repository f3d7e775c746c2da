import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { labelSelectorToString, matchesLabelSelector } from './label-selector.ts';
import { matchesLabels, parseLabelSelector, SelectorError } from './selector.ts';

describe('parseLabelSelector', () => {
  test.each([
    ['', []],
    ['  ', []],
    ['a=b', [{ key: 'a', operator: '=', values: ['b'] }]],
    ['a==b', [{ key: 'a', operator: '=', values: ['b'] }]],
    ['a = b', [{ key: 'a', operator: '=', values: ['b'] }]],
    ['a!=b', [{ key: 'a', operator: '!=', values: ['b'] }]],
    ['a=', [{ key: 'a', operator: '=', values: [''] }]],
    ['a', [{ key: 'a', operator: 'exists', values: [] }]],
    ['!a', [{ key: 'a', operator: '!', values: [] }]],
    ['! a', [{ key: 'a', operator: '!', values: [] }]],
    ['a in (c, b)', [{ key: 'a', operator: 'in', values: ['b', 'c'] }]],
    ['a notin (b)', [{ key: 'a', operator: 'notin', values: ['b'] }]],
    ['a in ()', [{ key: 'a', operator: 'in', values: [''] }]],
    ['in=notin', [{ key: 'in', operator: '=', values: ['notin'] }]],
    ['app.kubernetes.io/name=x', [{ key: 'app.kubernetes.io/name', operator: '=', values: ['x'] }]],
  ])('%j', (text, expected) => {
    expect(parseLabelSelector(text)).toEqual(expected);
  });

  test('requirements are joined with commas', () => {
    expect(parseLabelSelector('a,!b,c=d , e in (f,g),h!=i').map((r) => r.operator)).toEqual([
      'exists',
      '!',
      '=',
      'in',
      '!=',
    ]);
  });

  test.each([
    ',',
    'a,',
    'a b',
    '=a',
    '!',
    'a in b',
    'a in (b',
    'a in (b c)',
    'a=b=c',
    'a=(b)',
    'A_/b=c',
    '-a=b',
    'a=-b',
    `${'x'.repeat(64)}=y`,
    'a=b)',
    'a/b/c=d',
  ])('refuses %j', (text) => {
    expect(() => parseLabelSelector(text)).toThrow(SelectorError);
  });

  test('never fails in another way than SelectorError', () => {
    fc.assert(
      fc.property(
        fc.string({
          unit: fc.constantFrom('a', 'b', '=', '!', ',', '(', ')', ' ', '-', '/', '.', 'in'),
        }),
        (text) => {
          try {
            parseLabelSelector(text);
          } catch (error) {
            expect(error).toBeInstanceOf(SelectorError);
          }
        },
      ),
    );
  });
});

describe('matchesLabels', () => {
  const labels = { app: 'web', tier: 'front' };
  test.each([
    ['app=web', true],
    ['app=api', false],
    ['app!=api', true],
    ['absent!=x', true],
    ['app in (web,api)', true],
    ['app notin (web)', false],
    ['absent notin (web)', true],
    ['app', true],
    ['!app', false],
    ['!absent', true],
    ['app=web,tier=back', false],
    ['constructor', false],
    ['', true],
  ])('%s: %s', (text, expected) => {
    expect(matchesLabels(labels, parseLabelSelector(text))).toBe(expected);
  });
});

describe('label selector objects', () => {
  test('none matches nothing, an empty one everything', () => {
    expect(matchesLabelSelector({ a: 'b' }, undefined)).toBe(false);
    expect(matchesLabelSelector({ a: 'b' }, null)).toBe(false);
    expect(matchesLabelSelector(undefined, {})).toBe(true);
  });

  test('the string form', () => {
    expect(
      labelSelectorToString({
        matchLabels: { b: '2', a: '1' },
        matchExpressions: [
          { key: 'c', operator: 'In', values: ['y', 'x'] },
          { key: 'd', operator: 'NotIn', values: ['z'] },
          { key: 'e', operator: 'Exists' },
          { key: 'f', operator: 'DoesNotExist' },
        ],
      }),
    ).toBe('a=1,b=2,c in (x,y),d notin (z),e,!f');
  });

  test('the object form and its string form select the same labels', () => {
    const key = fc.constantFrom('a', 'b', 'c');
    const value = fc.constantFrom('x', 'y', 'z');
    const expression = fc.oneof(
      fc.record({
        key,
        operator: fc.constantFrom('In' as const, 'NotIn' as const),
        values: fc.uniqueArray(value, { minLength: 1 }),
      }),
      fc.record({ key, operator: fc.constantFrom('Exists' as const, 'DoesNotExist' as const) }),
    );
    const selector = fc.record({
      matchLabels: fc.dictionary(key, value),
      matchExpressions: fc.array(expression, { maxLength: 3 }),
    });
    fc.assert(
      fc.property(fc.dictionary(key, value), selector, (labels, object) => {
        const text = labelSelectorToString(object);
        expect(matchesLabels(labels, parseLabelSelector(text))).toBe(
          matchesLabelSelector(labels, object),
        );
      }),
    );
  });
});
