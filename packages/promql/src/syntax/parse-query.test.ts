import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { QueryError } from '../errors.ts';
import type { Expression } from './ast.ts';
import { formatQuery } from './format-query.ts';
import { parseNumber, parseString } from './literals.ts';
import { parseQuery } from './parse-query.ts';

function faultOf(query: string): QueryError {
  try {
    parseQuery(query);
  } catch (error) {
    if (error instanceof QueryError) return error;
    throw error;
  }
  throw new Error(`${query} was accepted`);
}

test.each([
  ['', 'parse', 'The query is empty.'],
  ['sum(', 'parse', 'ends too early'],
  ['1 +', 'parse', 'ends too early'],
  ['rate(x[5m]))', 'parse', 'Unexpected ")"'],
  ['x{a="b}', 'parse', ''],
  ['x{a=1}', 'parse', 'Unexpected'],
  ['foo(x)', 'parse', 'There is no function "foo".'],
  ['rate(x)', 'parse', 'rate needs a range vector such as x[5m] here, not an instant vector'],
  ['sum(x[5m])', 'parse', 'sum needs an instant vector'],
  ['rate(x[5m], 1)', 'parse', 'takes 1 arguments, not 2'],
  ['round()', 'parse', 'takes 1 to 2 arguments'],
  ['topk(x)', 'parse', 'topk needs a scalar as parameter'],
  ['sum(1, x)', 'parse', 'sum takes no parameter'],
  ['{}', 'parse', 'does not match the empty text'],
  ['{a=~".*"}', 'parse', 'does not match the empty text'],
  ['x{__name__="y"}', 'parse', 'given twice'],
  ['x{a=~"("}', 'parse', 'not a valid RE2'],
  ['x{a=~"(?=y)"}', 'parse', 'not a valid RE2'],
  ['x > bool 1 and 2', 'parse', 'needs a vector on both sides'],
  ['x + bool y', 'parse', '"bool" is only for comparisons'],
  ['1 > 2', 'parse', 'needs "bool"'],
  ['1 + on(a) 2', 'parse', 'Matching of labels needs'],
  ['x and on(a) group_left y', 'parse', 'many to many'],
  ['x * on(a) group_left(a) y', 'parse', 'both matched on and included'],
  ['x + "a"', 'parse', 'A string cannot be an operand'],
  ['-"a"', 'parse', 'cannot be negated'],
  ['(x + y)[5m]', 'parse', 'only allowed after a selector'],
  ['x[0s]', 'parse', 'longer than nothing'],
  ['"\\q"', 'parse', 'unknown escape'],
  ['x[5m:1m]', 'unsupported', 'Subqueries are not supported yet.'],
  ['x @ 5', 'unsupported', 'The @ modifier'],
  [
    'predict_linear(x[5m], 1)',
    'unsupported',
    'The function "predict_linear" is not supported yet.',
  ],
  ['limitk(1, x)', 'unsupported', 'The aggregation "limitk" is not supported yet.'],
])('%s is refused: %s %s', (query, code, reason) => {
  const fault = faultOf(query);
  expect(fault.code).toBe(code);
  expect(fault.reason).toContain(reason);
});

test('a fault shows its place', () => {
  expect(faultOf('sum(\n  rate(x)\n)').message).toBe(
    'rate needs a range vector such as x[5m] here, not an instant vector.\n  at 2:8\n    rate(x)\n         ^',
  );
  expect(faultOf('x'.repeat(20_000)).reason).toContain('longer than');
});

test.each([
  ['5m', 300],
  ['1h30m', 5400],
  ['1500ms', 1.5],
  ['1_000', 1000],
  ['0x1F', 31],
  ['.5e3', 500],
  ['-Inf', -Infinity],
  ['5x', undefined],
])('number %s', (text, expected) => {
  expect(parseNumber(text)).toBe(expected);
});

test('texts', () => {
  expect(parseString('"a\\n\\"\\x41\\u00e9\\101"')).toBe('a\n"AéA');
  expect(parseString('`a\\n`')).toBe('a\\n');
  expect([parseString('"a'), parseString('"\\'), parseString('"\\z"')]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});

test('comments, spans and quoted names', () => {
  const { root } = parseQuery(
    '# first\nsum by (a) (rate({"my.metric", b="c"}[5m] offset -1m)) # end',
  );
  expect(root).toMatchObject({
    kind: 'aggregation',
    operator: 'sum',
    grouping: { without: false, labels: ['a'] },
    of: {
      kind: 'call',
      args: [{ kind: 'range-selector', rangeMs: 300_000, vector: { offsetMs: -60_000 } }],
    },
    span: { start: 8, end: 62 },
  });
});

const span = { start: 0, end: 0 };
const labelName = fc.constantFrom('a', 'job', 'le', 'sum', 'by', 'on', 'bool');
const selector = fc.record({
  kind: fc.constant('vector-selector' as const),
  matchers: fc
    .array(
      fc.record({
        name: fc.constantFrom('b', 'c', 'd.e', 'sum', 'by'),
        operator: fc.constantFrom('=' as const, '!=' as const, '=~' as const, '!~' as const),
        value: fc.constantFrom('x', 'y"z', '\\d+', 'ü\n', ''),
      }),
      { maxLength: 3 },
    )
    .map((more) => [{ name: '__name__', operator: '=' as const, value: 'm:x' }, ...more]),
  offsetMs: fc.constantFrom(0, 1500, -60_000),
  span: fc.constant(span),
});
const vectors = fc.letrec<{ vector: Expression }>((tie) => ({
  vector: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    selector,
    fc.record({
      kind: fc.constant('call' as const),
      name: fc.constantFrom('rate', 'increase'),
      args: selector.map((vector) => [
        { kind: 'range-selector' as const, vector, rangeMs: 300_000, span },
      ]),
      span: fc.constant(span),
    }),
    fc.record(
      {
        kind: fc.constant('aggregation' as const),
        operator: fc.constantFrom('sum', 'max', 'count'),
        of: tie('vector'),
        grouping: fc.record({ without: fc.boolean(), labels: fc.array(labelName) }),
        span: fc.constant(span),
      },
      { requiredKeys: ['kind', 'operator', 'of', 'span'] },
    ),
    fc.record({
      kind: fc.constant('negation' as const),
      of: tie('vector'),
      span: fc.constant(span),
    }),
    fc.record(
      {
        kind: fc.constant('binary' as const),
        operator: fc.constantFrom('==' as const, '<=' as const),
        left: tie('vector'),
        right: tie('vector'),
        bool: fc.boolean(),
        matching: fc.record({ on: fc.boolean(), labels: fc.array(labelName) }),
        span: fc.constant(span),
      },
      { requiredKeys: ['kind', 'operator', 'left', 'right', 'bool', 'span'] },
    ),
  ),
})).vector;

test('what is written is read as the same tree', () => {
  const bare = (expression: Expression): unknown =>
    JSON.parse(
      JSON.stringify(expression, (key, value: unknown) => (key === 'span' ? undefined : value)),
    );
  fc.assert(
    fc.property(vectors, (expression) => {
      expect(bare(parseQuery(formatQuery(expression)).root)).toEqual(bare(expression));
    }),
  );
});

test('no text makes it fail with anything but its own error', () => {
  const words = fc.constantFrom(
    'sum',
    '(',
    ')',
    'x',
    '{',
    '}',
    'a',
    '=',
    '"b"',
    '[5m]',
    '+',
    'by',
    '-',
    '1',
    ',',
    'offset',
    '^',
    'on',
    '@',
    'and',
  );
  fc.assert(
    fc.property(fc.array(words, { maxLength: 12 }), (parts) => {
      try {
        parseQuery(parts.join(' '));
      } catch (error) {
        expect(error).toBeInstanceOf(QueryError);
      }
    }),
    { numRuns: 500 },
  );
});
