import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatQuantity, isQuantity, parseQuantity, QuantityError } from './quantity.ts';

describe('parseQuantity', () => {
  test.each<[string | number, number]>([
    ['0', 0],
    ['100m', 0.1],
    ['1.5', 1.5],
    ['.5', 0.5],
    ['5.', 5],
    ['-1', -1],
    ['128Mi', 134217728],
    ['1Gi', 1073741824],
    ['1.5Gi', 1610612736],
    ['2Ei', 2 * 1024 ** 6],
    ['1k', 1000],
    ['3E', 3e18],
    ['1e3', 1000],
    ['12E-2', 0.12],
    ['5n', 5e-9],
    ['7u', 7e-6],
    [4, 4],
  ])('%s is %d', (text, expected) => {
    expect(parseQuantity(text)).toBe(expected);
  });

  test.each(['', ' 1', '1 Gi', '1KB', 'Gi', '1.2.3', 'abc', '0x10', '1e', '--1'])(
    'refuses "%s"',
    (text) => {
      expect(isQuantity(text)).toBe(false);
      expect(() => parseQuantity(text)).toThrow(QuantityError);
    },
  );

  test('refuses numbers that are not finite', () => {
    expect(() => parseQuantity(Number.NaN)).toThrow(QuantityError);
    expect(isQuantity(Number.POSITIVE_INFINITY)).toBe(false);
  });
});

describe('formatQuantity', () => {
  test.each<[number, 'BinarySI' | 'DecimalSI', string]>([
    [0, 'DecimalSI', '0'],
    [0.1, 'DecimalSI', '100m'],
    [1.5, 'DecimalSI', '1500m'],
    [2, 'DecimalSI', '2'],
    [1500, 'DecimalSI', '1500'],
    [2000, 'DecimalSI', '2k'],
    [134217728, 'BinarySI', '128Mi'],
    [1610612736, 'BinarySI', '1536Mi'],
    [1000, 'BinarySI', '1000'],
    [1e-9, 'DecimalSI', '1n'],
    [1e-10, 'DecimalSI', '1n'],
  ])('%d as %s is %s', (value, format, expected) => {
    expect(formatQuantity(value, format)).toBe(expected);
  });

  test('what is written reads back as the same value', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e9, max: 1e9 }), fc.constantFrom(1, 1000), (n, divisor) => {
        const value = n / divisor;
        expect(parseQuantity(formatQuantity(value))).toBe(value);
        expect(parseQuantity(formatQuantity(n, 'BinarySI'))).toBe(n);
      }),
    );
  });
});
