import { toGoValue } from '@fairway/go-template';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { emitPrettyYaml, emitYaml } from './emit-yaml.ts';
import { parseYaml, YamlError } from './parse-yaml.ts';
import { compareKeys } from './sort-keys.ts';

/** Text that YAML can hold: no control characters, no lone surrogates, no breaks but newlines. */
const text = fc
  .string({ unit: 'grapheme' })
  .filter((value) => !/[\x7f-\x9f\u2028\u2029\ufffe\uffff\ufeff]|\p{Cs}/u.test(value));

const value = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    text,
    fc.constantFrom(
      'yes',
      'null',
      '0123',
      '1e3',
      'a: b',
      ' x',
      'a\nb\n',
      '\n',
      '',
      '- a',
      '#',
      "it's",
      '12:30',
    ),
    fc.constant(null),
    fc.boolean(),
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number || 0),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(
      text.filter((key) => !key.includes('\n')),
      tie('value'),
      { maxKeys: 4 },
    ),
  ),
})).value;

describe('YAML', () => {
  it('reads back what it writes', () => {
    fc.assert(
      fc.property(value, (original) => {
        const go = toGoValue(original);
        expect(parseYaml(emitYaml(go))).toEqual(go);
        expect(parseYaml(emitPrettyYaml(go))).toEqual(go);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['a: yes', { a: true }],
    ['y: 1', { true: 1 }],
    ['a: 0o14', { a: 12 }],
    ['a: 010', { a: 8 }],
    ['a: 1_000', { a: 1000 }],
    ['a: 2001-01-01', { a: '2001-01-01' }],
    ['1: a\n1.5: b', { '1': 'a', '1.5': 'b' }],
    ['a: &x {b: 1}\nc: {<<: *x, d: 2}', { a: { b: 1 }, c: { b: 1, d: 2 } }],
    ['a: &x 1\nb: *x\nc: &x 2\nd: *x', { a: 1, b: 1, c: 2, d: 2 }],
    ['&k key: &v [1]\n*k : *v', { key: [1] }],
    ['a: !!str 1', { a: '1' }],
    ['a: 1\na: 2', { a: 2 }],
    ['a: 1\n---\nb: 2', { a: 1 }],
    ['', null],
    ['# nothing', null],
  ])('reads %j', (source, expected) => {
    expect(parseYaml(source)).toEqual(toGoValue(expected));
  });

  it.each(['a: [', 'a: *gone', 'a: &a [*a]', '{null: 1}', 'a: .inf', '"unclosed'])(
    'refuses %j',
    (source) => {
      expect(() => parseYaml(source)).toThrow(YamlError);
    },
  );

  it('orders keys with numbers in them by value', () => {
    expect(['b', 'a10', 'a2', 'A', '_', '1', '10', '9', 'a'].toSorted(compareKeys)).toEqual([
      '_',
      '1',
      '9',
      '10',
      'A',
      'a',
      'a2',
      'a10',
      'b',
    ]);
  });
});
