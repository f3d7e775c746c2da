import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { parseGoFloat } from '../syntax/number-literal.ts';
import { unquote } from '../syntax/unquote.ts';
import { formatFloat } from './format-float.ts';
import { quoteGo } from './quote.ts';
import { sprintf } from './sprintf.ts';

describe('formatFloat', () => {
  it('writes what reads back as the same number', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
        expect(parseGoFloat(formatFloat(number, 'g'))).toBe(number);
        expect(parseGoFloat(formatFloat(number, 'e'))).toBe(number);
      }),
    );
  });

  it.each([
    [0.5, 'f', 0, '0'],
    [2.5, 'f', 0, '2'],
    [1e21, 'f', 1, '1000000000000000000000.0'],
    [1234.5678, 'g', 3, '1.23e+03'],
    [0, 'e', 2, '0.00e+00'],
    [Infinity, 'g', undefined, '+Inf'],
    [NaN, 'f', 2, 'NaN'],
  ])('%d as %s with precision %s', (value, verb, precision, expected) => {
    expect(formatFloat(value, verb, precision)).toBe(expected);
  });
});

describe('quoteGo', () => {
  it('is undone by unquote', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(unquote(quoteGo(text))).toBe(text);
      }),
      { numRuns: 50 },
    );
  });
});

describe('sprintf', () => {
  it('never throws, whatever the format', () => {
    const piece = fc.constantFrom(
      '%',
      'd',
      's',
      'v',
      'q',
      '-',
      '+',
      '#',
      '0',
      '5',
      '.',
      '*',
      '[1]',
      '[',
      ']',
      'x',
      ' ',
    );
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 12 }),
        fc.array(fc.oneof(fc.string(), fc.double(), fc.constant(null))),
        (format, args) => {
          expect(typeof sprintf(format.join(''), args)).toBe('string');
        },
      ),
    );
  });
});
